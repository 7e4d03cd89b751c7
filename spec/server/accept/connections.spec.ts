import type { Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import test from 'ava';
import { NEVER, Subject } from 'rxjs';
import { connections, type Connection } from '../../../lib/server/accept/connections.js';
import { prepareServerSocket } from '../../../lib/server/accept/prepare-server-socket.js';
import { RefusalCounts } from '../../../lib/server/accept/refusals.js';
import type { Refusal } from '../../../lib/server/events.js';
import { testCertificates } from '../../support/certificates.js';
import {
  clientHello,
  connectClient,
  connectRaw,
  LineClient,
  NO_CERTIFICATE,
} from '../../support/line-client.js';
import { nothingOpen, startServing } from '../../support/serving.js';

const certificates = await testCertificates();
const hello = await clientHello();
test.after.always(certificates.cleanup);

/** Connects to a port as somebody who will be refused; the TCP port that it came from. */
type Stranger = (port: number) => Promise<number>;

const says = (bytes: string | Buffer): Stranger => {
  return async (port) => {
    const client = await connectRaw(port);
    client.send(bytes);
    await client.closed;
    return client.localPort;
  };
};

const leaves = (how: (socket: Socket) => void, bytes: Buffer | string = ''): Stranger => {
  return async (port) => {
    const client = await connectRaw(port);
    if (bytes.length > 0) await new Promise((resolve) => client.socket.write(bytes, resolve));
    how(client.socket);
    await client.closed;
    return client.localPort;
  };
};

const shows = (options: ConnectionOptions): Stranger => {
  return async (port) => {
    const client = await connectClient(port, options);
    const { lines } = client;
    await client.closed;
    if (lines.length > 0) throw new Error('It was given a session.');
    return client.localPort;
  };
};

const halfHello = hello.subarray(0, hello.length / 2);
const { strangerClient, expiredClient, wrongUsageClient } = certificates;
const of = ({ certPem, keyPem }: typeof strangerClient): ConnectionOptions => ({
  cert: certPem,
  key: keyPem,
});
const old = (version: 'TLSv1.1' | 'TLSv1.2'): ConnectionOptions => ({
  minVersion: version,
  maxVersion: version,
  ciphers: 'DEFAULT@SECLEVEL=0',
});
const end = (socket: Socket): void => {
  socket.end();
};
const destroy = (socket: Socket): void => {
  socket.destroy();
};
const reset = (socket: Socket): void => {
  socket.resetAndDestroy();
};

const refused = test.macro<[what: string, reason: Refusal, stranger: Stranger, detail?: string]>({
  exec: async (t, _, reason, stranger, detail = '') => {
    const serving = await startServing(t);
    const listening = await serving.port();
    for (const count of [1, 2]) {
      const port = await stranger(listening);
      const refusal = await serving.refusalOf(port);
      t.like(refusal, { reason, count, remote: { address: '127.0.0.1', port } });
      t.true(refusal.message.includes(detail));
      t.regex(refusal.message, /^[ -~]+\.$/);
    }
    await serving.end();
    t.is(serving.of('refused').length, 2);
    t.deepEqual(serving.of('connected'), []);
    await nothingOpen();
  },
  title: (_, what, reason) => `${reason}: ${what}`,
});

test.serial(refused, 'a port scan', 'closed_early', leaves(destroy));
test.serial(refused, 'a health check', 'closed_early', leaves(end));
test.serial(refused, 'half a ClientHello, then a reset', 'reset', leaves(reset, halfHello));
test.serial(refused, 'half a ClientHello, then the end', 'reset', leaves(end, halfHello));
test.serial(refused, 'a whole ClientHello, then a reset', 'reset', leaves(reset, hello));
test.serial(refused, 'HTTP', 'plain_http', says('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
test.serial(refused, 'HTTP to a proxy', 'plain_http', says('CONNECT localhost:443 HTTP/1.1\r\n\r\n'));
test.serial(refused, 'SSH', 'not_tls', says('SSH-2.0-OpenSSH_9.6\r\n'));
test.serial(refused, 'our own protocol without TLS', 'not_tls', says('HELLOBACK\nHELLOBACK\n'));
test.serial(refused, 'a megabyte of zeros', 'not_tls', says(Buffer.alloc(1_000_000)));
test.serial(refused, 'a TLS record that is too long', 'not_tls', says(Buffer.from('160301ffff0100', 'hex')));
const SSL_2 = Buffer.from(
  `802e01000200150000001001008002008006004004008003008005008${'0'.repeat(41)}`,
  'hex',
);
test.serial(refused, 'SSL 2', 'not_tls', says(SSL_2));
test.serial(refused, 'TLS 1.1', 'unsupported_version', shows(old('TLSv1.1')));
test.serial(
  refused,
  'TLS 1.2 with a cipher of long ago',
  'no_shared_cipher',
  shows({ ...old('TLSv1.2'), ciphers: 'NULL-SHA256:@SECLEVEL=0' }),
);

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const limits = { minVersion: version, maxVersion: version };
  test.serial(refused, `${version} without one`, 'no_certificate', shows({ ...limits, ...NO_CERTIFICATE }));
  test.serial(
    refused,
    `${version}, a stranger's`,
    'untrusted_certificate',
    shows({ ...limits, ...of(strangerClient) }),
    'UNABLE_TO_',
  );
  test.serial(
    refused,
    `${version}, expired`,
    'untrusted_certificate',
    shows({ ...limits, ...of(expiredClient) }),
    '(CERT_HAS_EXPIRED)',
  );
  test.serial(
    refused,
    `${version}, of a server`,
    'untrusted_certificate',
    shows({ ...limits, ...of(wrongUsageClient) }),
    '(INVALID_PURPOSE)',
  );
}

const tooSlow = test.macro<[what: string, bytes: Buffer]>({
  exec: async (t, _, bytes) => {
    const serving = await startServing(t, { otherTimeout: 0.3 });
    const client = await connectRaw(await serving.port());
    // One byte with each turn of the loop: there is always one that came just now.
    let sent = 0;
    const drip = setInterval(() => {
      if (sent < bytes.length) client.send(bytes.subarray(sent, ++sent));
    }, 1);
    t.teardown(() => {
      clearInterval(drip);
    });
    t.like(await serving.refusalOf(client.localPort), { reason: 'handshake_timeout', count: 1 });
    await client.closed;
    await serving.end();
    await nothingOpen();
  },
  title: (_, what) => `handshake_timeout, and the socket is closed: ${what}`,
});

test.serial(tooSlow, 'silence', Buffer.alloc(0));
test.serial(tooSlow, 'half a ClientHello', halfHello);
test.serial(
  tooSlow,
  'a ClientHello that drips in for ever',
  Buffer.concat([Buffer.from('1603013fff01003ffb0303', 'hex'), Buffer.alloc(16_000)]),
);
test.serial(tooSlow, 'a ClientHello, and nothing after it', hello);

test.serial('a client that does not trust us has a session that it leaves at once', async (t) => {
  const serving = await startServing(t);
  // Node looks at our certificate only after its handshake, and says nothing of it.
  const client = await connectClient(await serving.port(), { ca: certificates.strangerCa.certPem });
  t.is((await client.closed).errorCode, 'SELF_SIGNED_CERT_IN_CHAIN');
  await Promise.race([serving.first('refused'), serving.first('failed')]);
  await serving.end();
  t.is(serving.of('refused').length + serving.of('failed').length, 1);
  t.true(serving.of('failed').every(({ outcome, line }) => outcome === 'disconnected' && line === null));
  await nothingOpen();
});

test.serial(
  'a client that is through the handshake without a certificate is refused all the same',
  async (t) => {
    const { ca, server } = certificates;
    const paths = [ca.certPath, server.certPath, server.keyPath] as const;
    const prepared = await prepareServerSocket('127.0.0.1', 0, ...paths, false);
    const seen: Connection[] = [];
    const counts = new RefusalCounts();
    const over = new Promise<void>((complete) => {
      connections(prepared, { stop: NEVER, isSecure: true, counts }).subscribe({
        next: (connection) => seen.push(connection),
        complete,
      });
    });
    const client = await connectClient(prepared.port, NO_CERTIFICATE);
    await client.closed;
    const remote = { address: '127.0.0.1', port: client.localPort };
    t.like(seen, [{ type: 'refused', reason: 'no_certificate', count: 1, remote }]);
    t.is(seen.length, 1);
    await prepared.close();
    await over;
    await nothingOpen();
  },
);

test.serial('after the end, late connections are closed without a word', async (t) => {
  const { ca, server } = certificates;
  const paths = [ca.certPath, server.certPath, server.keyPath] as const;
  const prepared = await prepareServerSocket('127.0.0.1', 0, ...paths, true);
  const seen: Connection[] = [];
  const stop = new Subject<void>();
  const subscription = connections(prepared, { stop, isSecure: true, counts: new RefusalCounts() }).subscribe(
    (connection) => seen.push(connection),
  );
  const silent = await connectRaw(prepared.port);
  const busy = new LineClient(connectTls({ port: prepared.port, host: '127.0.0.1' }));
  subscription.unsubscribe();
  await Promise.all([silent.closed, busy.closed, prepared.close()]);
  t.deepEqual(seen, []);
  await nothingOpen();
});

test.serial('a listener in trouble is told, and goes on', async (t) => {
  const { ca, server } = certificates;
  const paths = [ca.certPath, server.certPath, server.keyPath] as const;
  const prepared = await prepareServerSocket('localhost', 0, ...paths, true);
  const seen: Connection[] = [];
  const counts = new RefusalCounts();
  const over = new Promise<void>((complete) => {
    connections(prepared, { stop: NEVER, isSecure: true, counts }).subscribe({
      next: (connection) => seen.push(connection),
      complete,
    });
  });
  for (const listener of prepared.listeners) {
    listener.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  }
  const message = 'Cannot accept a connection: too many open files.';
  t.deepEqual(seen, [
    { type: 'server_error', message },
    { type: 'server_error', message },
  ]);
  await prepared.close();
  await over;
  await nothingOpen();
});
