import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { testCertificates, type PemFiles } from '../certificates.js';
import { LineClient } from '../line-client.js';
import { CIPHER, RecordWriter } from './records.js';

/** A client that reads by Node's TLS, and writes records of its own into the TCP socket. Its `send` and `say` do not work. */
export interface RecordClient extends LineClient<TLSSocket> {
  readonly below: Socket;
  readonly records: RecordWriter;
}

/** Connects by TLS 1.3, and is through its handshake. */
export async function connectRecordClient(port: number, identity?: PemFiles): Promise<RecordClient> {
  const { ca, client } = testCertificates();
  const { certPem: cert, keyPem: key } = identity ?? client;
  const below = connectTcp({ host: '127.0.0.1', port, noDelay: true });
  const socket = connectTls({
    ...{ socket: below, servername: 'localhost', ca: ca.certPem, cert, key },
    ...{ minVersion: 'TLSv1.3', ciphers: CIPHER },
  });
  let secret = Buffer.alloc(0);
  socket.on('keylog', (line) => {
    const found = /^CLIENT_TRAFFIC_SECRET_0 \w+ (\w+)/.exec(line.toString())?.[1];
    if (found !== undefined) secret = Buffer.from(found, 'hex');
  });
  const lineClient = new LineClient(socket);
  await once(socket, 'secureConnect');
  // Node emits it before it writes the Finished message.
  await new Promise(setImmediate);
  lineClient.localPort = below.localPort ?? 0;
  return Object.assign(lineClient, { below, records: new RecordWriter(secret) });
}

/** Writes raw bytes. Resolves when the system has them; to false if the connection was closed before. */
export function writeRaw({ below }: RecordClient, bytes: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const onClose = (): void => {
      resolve(false);
    };
    below.once('close', onClose);
    below.write(bytes, (error) => {
      below.off('close', onClose);
      resolve(!error);
    });
  });
}
