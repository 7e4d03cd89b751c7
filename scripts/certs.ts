import { main } from './certificates/main.js';

process.exitCode = await main(process.argv.slice(2));
