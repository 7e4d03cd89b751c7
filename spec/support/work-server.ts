// A server in a process of its own, which a test can kill: its work is in PostgreSQL, and it keeps no answers. Prints its port.
import { completeConfig } from '../../lib/config/server-config.js';
import { serve } from '../../lib/server/serve.js';
import { openPostgresWorkStore } from '../../lib/work/sticky/open-postgres-work-store.js';

const [url = '', serverCert = '', serverKey = '', caCert = ''] = process.argv.slice(2);

const workStore = await openPostgresWorkStore(url, { restartGrace: 0, waitMs: 60_000 });
const config = completeConfig({
  ...{ serverHost: '127.0.0.1', port: 0, serverCert, serverKey, caCert },
  ...{ nBits: 6, requests: 1, maxLag: 0 },
});
serve(config, { workStore }).subscribe({
  next: (event) => {
    if (event.type === 'listening') process.stdout.write(`${event.port}\n`);
  },
  error: (error: unknown) => {
    throw error;
  },
});
