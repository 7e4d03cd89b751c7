import { main } from './class/main.js';

process.exitCode = await main(process.argv.slice(2));
