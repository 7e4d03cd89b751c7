import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { isVerified, peerOf } from '../../../lib/server/accept/peer.js';
import { ODD_NAME, testCertificates } from '../../support/certificates.js';
import { connectClient, NO_CERTIFICATE, type LineClient } from '../../support/line-client.js';
import type { ConnectionOptions } from 'node:tls';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

/** Both ends of a TLS connection. */
async function connection(
  t: ExecutionContext,
  serverOptions: TlsOptions,
  clientOptions: ConnectionOptions = {},
): Promise<{ socket: TLSSocket; client: LineClient<TLSSocket> }> {
  const { server, ca } = certificates;
  const listener = createServer({
    cert: server.certPem,
    key: server.keyPem,
    ca: ca.certPem,
    ...serverOptions,
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const connected = once(listener, 'secureConnection') as Promise<[TLSSocket]>;
  const client = await connectClient((listener.address() as AddressInfo).port, clientOptions);
  const [socket] = await connected;
  socket.on('error', () => null);
  t.teardown(async () => {
    client.socket.destroy();
    socket.destroy();
    listener.close();
    await once(listener, 'close');
  });
  return { socket, client };
}

const MUTUAL: TlsOptions = { requestCert: true };
const LENIENT: TlsOptions = { requestCert: true, rejectUnauthorized: false };

test('a stream that is no TLS socket tells nothing, and is not verified', (t) => {
  const stream = new PassThrough();
  t.deepEqual(peerOf(stream), { remote: null, client: null, tls: null });
  t.false(isVerified(stream, peerOf(stream)));
});

test('address, certificate, protocol and cipher of a client', async (t) => {
  const { socket, client } = await connection(t, MUTUAL);
  const peer = peerOf(socket);
  t.deepEqual(peer.remote, { address: '127.0.0.1', port: client.socket.localPort ?? 0 });
  t.deepEqual(peer.client?.subject['CN'], 'Test client');
  t.deepEqual(peer.client?.issuer['CN'], 'Test CA');
  t.regex(peer.client?.serialNumber ?? '', /^[0-9A-F]+$/);
  t.regex(peer.client?.fingerprint256 ?? '', /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  t.is(peer.tls?.protocol, 'TLSv1.3');
  t.regex(peer.tls?.cipher ?? '', /^TLS_/);
  t.true(isVerified(socket, peerOf(socket)));
});

test('the name in a certificate comes as it is: escaping is for who shows it', async (t) => {
  const { certPem: cert, keyPem: key } = certificates.oddClient;
  const { socket } = await connection(t, MUTUAL, { cert, key });
  t.is(peerOf(socket).client?.subject['CN'], ODD_NAME);
});

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const limits = { minVersion: version, maxVersion: version };

  test(`${version}: a client without a certificate is not verified`, async (t) => {
    const { socket } = await connection(t, LENIENT, { ...NO_CERTIFICATE, ...limits });
    t.is(peerOf(socket).client, null);
    t.is(peerOf(socket).tls?.protocol, version);
    t.false(isVerified(socket, peerOf(socket)));
  });

  test(`${version}: a certificate that nobody asked for is not verified`, async (t) => {
    const { socket } = await connection(t, {}, limits);
    t.is(peerOf(socket).client, null);
    t.false(isVerified(socket, peerOf(socket)));
  });

  for (const who of ['strangerClient', 'expiredClient', 'wrongUsageClient'] as const) {
    test(`${version}: ${who} shows a certificate, and is not verified`, async (t) => {
      const { certPem: cert, keyPem: key } = certificates[who];
      const { socket } = await connection(t, LENIENT, { cert, key, ...limits });
      t.not(peerOf(socket).client, null);
      t.false(isVerified(socket, peerOf(socket)));
    });
  }
}

test('once the connection is lost it tells nothing more, and is not verified', async (t) => {
  const { socket } = await connection(t, MUTUAL);
  socket.destroy();
  await once(socket, 'close');
  t.deepEqual(peerOf(socket), { remote: null, client: null, tls: null });
  t.false(isVerified(socket, peerOf(socket)));
});

test('the address is taken from whoever has read it already', async (t) => {
  const { socket } = await connection(t, MUTUAL);
  const remote = { address: '192.0.2.7', port: 7 };
  t.is(peerOf(socket, remote).remote, remote);
  t.is(peerOf(socket, null).remote, null);
});
