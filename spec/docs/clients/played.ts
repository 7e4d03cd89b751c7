import { TLSSocket } from 'node:tls';
import { testCertificates } from '../../support/certificates.js';
import { startPlainServer } from '../../support/scripted-server.js';

/** A server that says its lines, whatever the answers are. */
export interface PlayedServer {
  readonly port: number;
  /** What the clients have sent. */
  readonly received: () => string;
  readonly close: () => Promise<void>;
}

/**
 * Plays a server on a free port of 127.0.0.1.
 * @param says what it says: each but the first waits for the answer to the one before
 * @param last what it does after the last: it ends its side in order, or it stays until the client leaves
 */
export async function play(
  says: readonly (string | Buffer)[],
  last: 'ends' | 'stays',
): Promise<PlayedServer> {
  const { ca, server } = testCertificates();
  const chunks: Buffer[] = [];
  const { port, close } = await startPlainServer((tcp) => {
    const tls = new TLSSocket(tcp, {
      ...{ isServer: true, cert: server.certPem, key: server.keyPem, ca: ca.certPem },
      ...{ requestCert: true, rejectUnauthorized: true },
    });
    tls.on('error', () => tcp.destroy());
    const rest = [...says];
    const next = (): void => {
      const bytes = rest.shift();
      if (bytes === undefined) return;
      tls.write(bytes, () => {
        if (rest.length === 0 && last === 'ends') tls.end();
      });
    };
    tls.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      for (const byte of chunk) if (byte === 0x0a) next();
    });
    tls.on('end', () => tls.end());
    tls.on('secure', next);
  });
  return { port, close, received: () => Buffer.concat(chunks).toString() };
}
