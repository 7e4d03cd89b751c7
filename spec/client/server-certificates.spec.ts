import type { TlsOptions } from 'node:tls';
import test from 'ava';
import { lastValueFrom, toArray } from 'rxjs';
import type { ClientRunEvent } from '../../lib/client/events.js';
import { runClient, type ClientRunConfig } from '../../lib/client/run.js';
import { certify, type OddCertificate } from '../support/attacks/openssl-certificates.js';
import { testCertificates } from '../support/certificates.js';
import { startTlsServer } from '../support/scripted-server.js';

// What the client makes of a server's certificate that its CA vouches for. Made by openssl.

const certs = testCertificates();
test.after.always(certs.cleanup);

const NAMES = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
const SERVER = 'extendedKeyUsage=serverAuth';

async function eventsWith(
  server: TlsOptions,
  more: Partial<ClientRunConfig> = {},
): Promise<ClientRunEvent[]> {
  const { port, close } = await startTlsServer(
    certs,
    (socket) => socket.resume().end('FAIL Not today.\n'),
    server,
  );
  try {
    return await lastValueFrom(
      runClient(
        {
          ...{ host: 'localhost', ports: [port], caCert: certs.ca.certPath, insecure: false },
          ...{ clientCert: certs.client.certPath, privateKey: certs.client.keyPath },
          ...{ workTimeout: 60, otherTimeout: 60 },
          ...more,
        },
        { answers: () => 'value' },
      ).pipe(toArray()),
    );
  } finally {
    await close();
  }
}

let made = 0;

function served(odd: OddCertificate): TlsOptions {
  const { certPem: cert, keyPem: key } = certify(`server-${made++}`, { commonName: 'localhost', ...odd });
  return { cert, key };
}

const WARNING =
  "The server's certificate has its name only as the common name (CN), not as a subject alternative name (SAN). Most clients refuse it.";

test('a certificate without a SAN: one warning, before anything else', async (t) => {
  const events = await eventsWith(served({ extensions: [SERVER] }));
  t.deepEqual(
    events.map(({ type }) => type),
    ['connected', 'warning', 'failed', 'closed'],
  );
  t.like(events[1], { message: WARNING });
});

test('with insecure, nothing is verified and nothing warned of', async (t) => {
  const events = await eventsWith({ ...served({}), requestCert: false }, { insecure: true });
  t.false(events.some(({ type }) => type === 'warning'));
});

for (const extensions of [[NAMES], [NAMES, SERVER], [NAMES, 'extendedKeyUsage=clientAuth,serverAuth']]) {
  test(`accepted without a warning: ${extensions.join(' ')}`, async (t) => {
    const events = await eventsWith(served({ extensions }));
    t.deepEqual(
      events.map(({ type }) => type),
      ['connected', 'failed', 'closed'],
    );
  });
}

for (const purpose of ['clientAuth', 'clientAuth,codeSigning', 'anyExtendedKeyUsage']) {
  test(`refused, because its purposes leave out serverAuth: ${purpose}`, async (t) => {
    const extensions = [NAMES, `extendedKeyUsage=${purpose}`];
    await t.throwsAsync(eventsWith(served({ extensions })), {
      code: 'connect_failed',
      message: /: the server's certificate is not a server certificate\.$/,
    });
  });
}
