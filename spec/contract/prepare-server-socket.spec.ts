import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { prepareServerSocket, type PreparedServer } from '../../lib/contract/prepare-server-socket.js';
import { testCertificates } from '../support/certificates.js';
import {
  clientHello,
  connectClient,
  connectRaw,
  connectToClosed,
  NO_CERTIFICATE,
} from '../support/line-client.js';
import { nothingOpen } from '../support/serving.js';

const run = promisify(execFile);

const { server, client, ca, directory, cleanup } = testCertificates();
test.after.always(cleanup);

type Paths = [ca: string, cert: string, key: string];
const PATHS: Paths = [ca.certPath, server.certPath, server.keyPath];

async function prepared(
  t: ExecutionContext,
  host: string,
  port: number,
  isSecure = true,
  handshakeTimeout?: number,
): Promise<PreparedServer> {
  const bound = await prepareServerSocket(host, port, ...PATHS, isSecure, handshakeTimeout);
  bound.server.on('tlsClientError', (_error, socket) => socket.destroy());
  bound.server.on('secureConnection', (socket) => socket.on('error', () => null).resume());
  t.teardown(() => bound.close());
  return bound;
}

async function taken(t: ExecutionContext, host: string): Promise<number> {
  const other: Server = createTcpServer().listen({ host, port: 0, ipv6Only: true });
  await once(other, 'listening');
  t.teardown(() => other.close());
  return (other.address() as AddressInfo).port;
}

async function refusesConnections(t: ExecutionContext, host: string, port: number): Promise<void> {
  await t.throwsAsync(connectToClosed(port, host), { code: 'ECONNREFUSED' });
}

// All tests of this file are serial: some look at what the whole thread has open.

test.serial(
  'localhost is every loopback address, on one port, and both lead to the one TLS server',
  async (t) => {
    const { server: listener, port, addresses, listeners } = await prepared(t, 'localhost', 0);
    t.deepEqual(addresses, ['127.0.0.1', '::1']);
    t.is(listeners.length, 2);
    t.true(port > 0);
    for (const host of addresses) {
      const connected = once(listener, 'secureConnection') as Promise<[TLSSocket]>;
      const { socket } = await connectClient(port, { host });
      const [accepted] = await connected;
      t.true(accepted.authorized);
      t.is(accepted.localAddress, host);
      socket.end();
      await once(socket, 'close');
    }
  },
);

test.serial('LOCALHOST is the same', async (t) => {
  const { addresses } = await prepared(t, 'LOCALHOST', 0);
  t.deepEqual(addresses, ['127.0.0.1', '::1']);
});

test.serial('a port that was asked for is the one that is bound, on every address', async (t) => {
  const first = await prepared(t, 'localhost', 0);
  await first.close();
  const { port, listeners } = await prepared(t, 'localhost', first.port);
  t.is(port, first.port);
  t.deepEqual(
    listeners.map((listener) => (listener.address() as AddressInfo).port),
    [port, port],
  );
});

for (const host of ['127.0.0.1', '::1']) {
  test.serial(
    `a port that is taken on ${host} alone is refused, and nothing is left listening`,
    async (t) => {
      const port = await taken(t, host);
      await t.throwsAsync(prepareServerSocket('localhost', port, ...PATHS, true), {
        name: 'ConfigError',
        code: 'unusable_address',
        message: `Cannot listen on ${host} port ${port}: the port is taken. Choose another with --port, or 0 for a free one.`,
      });
      await refusesConnections(t, host === '::1' ? '127.0.0.1' : '::1', port);
    },
  );
}

const cannotListen = test.macro<[host: string, port: number, reason: RegExp]>({
  exec: async (t, host, port, message) => {
    await t.throwsAsync(prepareServerSocket(host, port, ...PATHS, true), {
      name: 'ConfigError',
      code: 'unusable_address',
      message,
    });
    await nothingOpen();
  },
  title: (_, host, port) => `cannot listen on "${host}" port ${port}`,
});

test.serial(
  cannotListen,
  '192.0.2.1',
  0,
  /^Cannot listen on 192\.0\.2\.1 port 0: this machine has no such address\./,
);
test.serial(
  cannotListen,
  '2001:db8::1',
  0,
  /: this machine has no such address\. Choose another with --host\.$/,
);
test.serial(
  cannotListen,
  'no-such-host.invalid',
  0,
  /^Cannot listen on no-such-host\.invalid: no such host \(\w+\)\.$/,
);
test.serial(cannotListen, '', 0, /^Cannot listen on an empty host name: give a name or an address\.$/);
test.serial(
  cannotListen,
  '127.0.0.1',
  65_536,
  /^Cannot listen on 127\.0\.0\.1 port 65536: it failed with ERR_SOCKET_BAD_PORT\.$/,
);

test.serial(
  'insecure, and not this machine: refused before the name is looked up or a file is read',
  async (t) => {
    await t.throwsAsync(prepareServerSocket('example.com', 0, 'no', 'no', 'no', false), {
      name: 'ConfigError',
      code: 'insecure_host',
      message: 'Refusing insecure TLS to example.com. For non-local hosts, enable certificate verification.',
    });
  },
);

test.serial('insecure is what it is when nothing is said', async (t) => {
  await t.throwsAsync(prepareServerSocket('example.com', 0, ...PATHS), { code: 'insecure_host' });
});

for (const host of ['127.0.0.1', '127.9.8.7', '::1', 'LOCALHOST']) {
  test.serial(`insecure is fine on ${host}, and asks for no certificate nor reads a CA`, async (t) => {
    const bound = await prepareServerSocket(host, 0, 'no such CA', server.certPath, server.keyPath, false);
    t.teardown(() => bound.close());
    const [address = ''] = bound.addresses;
    const connected = once(bound.server, 'secureConnection') as Promise<[TLSSocket]>;
    const { socket } = await connectClient(bound.port, { host: address, ...NO_CERTIFICATE });
    const [accepted] = await connected;
    t.deepEqual(Object.keys(accepted.getPeerCertificate()), []);
    socket.end();
    await once(accepted.resume(), 'close');
  });
}

const unusable = test.macro<[what: string, paths: Paths, named: string]>({
  exec: async (t, _, paths, named) => {
    const { message } = await t.throwsAsync(prepareServerSocket('localhost', 0, ...paths, true), {
      name: 'ConfigError',
      code: 'unusable_certificate',
    });
    t.true(message.includes(named));
    t.true(message.endsWith('"tlslp-certs init" makes certificates.'));
    t.false(message.includes('\n'));
    await nothingOpen();
  },
  title: (_, what) => `unusable: ${what}`,
});

test.serial(unusable, 'no certificate', [ca.certPath, 'nowhere.pem', server.keyPath], 'nowhere.pem');
test.serial(unusable, 'no key', [ca.certPath, server.certPath, 'nowhere.pem'], 'nowhere.pem');
test.serial(unusable, 'no CA', ['nowhere.pem', server.certPath, server.keyPath], 'nowhere.pem');
test.serial(unusable, "another's key", [ca.certPath, server.certPath, client.keyPath], client.keyPath);

test.serial('a certificate that OpenSSL finds too weak is refused by name', async (t) => {
  const [cert, key] = [join(directory, 'weak-cert.pem'), join(directory, 'weak-key.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:512', '-nodes', '-subj', '/CN=localhost'];
  await run('openssl', [...request, '-out', cert, '-keyout', key]);
  await t.throwsAsync(prepareServerSocket('localhost', 0, ca.certPath, cert, key, true), {
    name: 'ConfigError',
    code: 'unusable_certificate',
    message: /^OpenSSL refuses the certificate .*weak-cert\.pem with the key .*weak-key\.pem \(ERR_\w+\)\. /,
  });
});

async function handshake(port: number, options: ConnectionOptions): Promise<string> {
  const { socket, closed } = await connectClient(port, options);
  const protocol = socket.getProtocol() ?? '';
  socket.end();
  const { errorCode } = await closed;
  return errorCode ?? protocol;
}

test.serial('TLS 1.2 and 1.3 are accepted, 1.1 and 1.0 are not', async (t) => {
  const { port } = await prepared(t, '127.0.0.1', 0);
  const only = (version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): ConnectionOptions => ({
    minVersion: version,
    maxVersion: version,
    // Without this, today's OpenSSL would refuse to offer them at all.
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  t.is(await handshake(port, only('TLSv1.3')), 'TLSv1.3');
  t.is(await handshake(port, only('TLSv1.2')), 'TLSv1.2');
  t.is(await handshake(port, only('TLSv1.1')), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  t.is(await handshake(port, only('TLSv1')), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
});

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test.serial(`${version}: no session is ever resumed`, async (t) => {
    const { port, server: listener } = await prepared(t, '127.0.0.1', 0);
    const limits = { minVersion: version, maxVersion: version };
    const accepted: TLSSocket[] = [];
    listener.on('secureConnection', (socket) => {
      accepted.push(socket);
      socket.end('bye\n');
    });
    const first = await connectClient(port, limits);
    const sessions: Buffer[] = [];
    first.socket.on('session', (session: Buffer) => sessions.push(session));
    const initial = first.socket.getSession();
    await first.closed;
    const candidates = [initial, first.socket.getSession(), ...sessions].filter(
      (session) => session !== undefined,
    );
    t.not(candidates.length, 0);
    for (const session of candidates) {
      const again = await connectClient(port, { ...limits, session });
      t.false(again.socket.isSessionReused());
      await again.closed;
    }
    t.true(accepted.every((socket) => !socket.isSessionReused() && socket.authorized));
  });
}

test.serial('the deadline of the handshake is told, also when bytes keep dripping in', async (t) => {
  const { port, server: listener } = await prepared(t, '127.0.0.1', 0, true, 0.2);
  const refused = once(listener, 'tlsClientError') as Promise<[NodeJS.ErrnoException]>;
  const client = await connectRaw(port);
  const hello = (await clientHello()).subarray(0, -1);
  let sent = 0;
  const drip = setInterval(() => {
    if (sent < hello.length) client.send(hello.subarray(sent, ++sent));
  }, 5);
  t.teardown(() => {
    clearInterval(drip);
  });
  const [error] = await refused;
  t.is(error.code, 'ERR_TLS_HANDSHAKE_TIMEOUT');
  t.true(sent > 1);
  await client.closed;
});

test.serial('a deadline beyond what timers can bear is no deadline of a moment', async (t) => {
  const { port } = await prepared(t, '127.0.0.1', 0, true, 1e9);
  t.is(await handshake(port, {}), 'TLSv1.3');
});

test.serial('close resolves when the last connection is gone, and may be called twice', async (t) => {
  const bound = await prepared(t, 'localhost', 0);
  const connected = once(bound.server, 'secureConnection');
  const { socket } = await connectClient(bound.port);
  await connected;
  let isClosed = false;
  const closing = bound.close().then(() => (isClosed = true));
  await new Promise(setImmediate);
  t.false(isClosed);
  socket.end();
  await closing;
  t.true(isClosed);
  await t.notThrowsAsync(bound.close());
});

test.serial('it listens to nothing itself: plain TCP servers feed it', async (t) => {
  const { server: listener, listeners } = await prepared(t, 'localhost', 0);
  t.false(listener.listening);
  t.true(listeners.every(({ listening }) => listening));
});

test.serial('await using closes it', async (t) => {
  let port: number;
  {
    await using bound = await prepareServerSocket('127.0.0.1', 0, ...PATHS, true);
    ({ port } = bound);
    (await connectRaw(port)).socket.destroy();
  }
  await refusesConnections(t, '127.0.0.1', port);
  await nothingOpen();
});

test.serial('a signal gives up the start, also one that has aborted already', async (t) => {
  const reason = new Error('changed my mind');
  const aborting = new AbortController();
  const preparing = prepareServerSocket('localhost', 0, ...PATHS, true, 10, aborting.signal);
  aborting.abort(reason);
  t.is(await t.throwsAsync(preparing), reason);
  const late = prepareServerSocket('localhost', 0, ...PATHS, true, 10, AbortSignal.abort(reason));
  t.is(await t.throwsAsync(late), reason);
  await nothingOpen();
});
