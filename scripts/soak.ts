import { main } from './soak/main.js';

process.exitCode = await main(process.argv.slice(2));
