import type * as library from '../../lib/index.js';
import { DEFAULT_BODY_NAMES } from '../../lib/protocol/constants.js';

/** A server that uses only the library of a checkout: no records and no log. It prints only its port. */
const [serverCert = '', serverKey = '', caCert = '', entry = ''] = process.argv.slice(2);

const { serve } = (await import(entry)) as typeof library;

serve({
  serverHost: '127.0.0.1',
  port: 0,
  serverCert,
  serverKey,
  caCert,
  workTimeout: 1800,
  otherTimeout: 10,
  insecure: false,
  token: null,
  randomString: null,
  nBits: 0,
  logLevel: 'INFO',
  tutorial: false,
  requests: 20,
  bodyNames: DEFAULT_BODY_NAMES,
  failRate: 0,
}).subscribe({
  next: (event) => {
    if (event.type === 'listening') console.log(`Server listening on tls://127.0.0.1:${event.port}`);
  },
  error: (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
});
