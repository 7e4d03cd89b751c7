import { main } from '../lib/programs/certs/main.js';

// `npm run certs` is `tlslp-certs init` in a clone.
process.exitCode = await main(['init', ...process.argv.slice(2)]);
