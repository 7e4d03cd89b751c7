import { main } from './bench/main.js';

process.exitCode = await main(process.argv.slice(2));
