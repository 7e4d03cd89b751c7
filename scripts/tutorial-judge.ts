import { main } from './tutorial-judge/main.js';

process.exitCode = await main(process.argv.slice(2));
