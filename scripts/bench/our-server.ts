import type * as library from '../../lib/index.js';

/** A server that uses only the library of a checkout: no records and no log. It prints only its port. */
const [serverCert = '', serverKey = '', caCert = '', entry = ''] = process.argv.slice(2);

const { completeConfig, serve } = (await import(entry)) as typeof library;

const config = completeConfig({
  serverHost: '127.0.0.1',
  port: 0,
  serverCert,
  serverKey,
  caCert,
  nBits: 0,
  requests: 20,
});

/** All clients come from one address with one certificate. Earlier versions ignore these. */
const noLimits = {
  maxHandshakes: 100_000,
  maxHandshakesPerAddress: 100_000,
  handshakeRate: 1_000_000,
  handshakeBurst: 1_000_000,
  maxSessions: 100_000,
  maxPerCertificate: 100_000,
  maxLag: 0,
};

serve({ ...config, ...noLimits }).subscribe({
  next: (event) => {
    if (event.type === 'listening') console.log(`Server listening on tls://127.0.0.1:${event.port}`);
  },
  error: (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
});
