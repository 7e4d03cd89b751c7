import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { promisify } from 'node:util';
import test from 'ava';
import { firstValueFrom } from 'rxjs';
import { connectTls, type ConnectConfig } from '../../lib/client/connect.js';
import { ConfigError, TransportError } from '../../lib/protocol/errors.js';
import { testCertificates, type PemFiles } from '../support/certificates.js';
import { CLOSED_PORT, startPlainServer, startTlsServer } from '../support/scripted-server.js';

const certs = testCertificates();
test.after.always(certs.cleanup);

function configOf(ports: readonly number[], more: Partial<ConnectConfig> = {}): ConnectConfig {
  return {
    host: '127.0.0.1',
    ports,
    clientCert: certs.client.certPath,
    privateKey: certs.client.keyPath,
    caCert: certs.ca.certPath,
    otherTimeout: 60,
    insecure: false,
    ...more,
  };
}

interface Good {
  readonly server?: TlsOptions;
  readonly client?: Partial<ConnectConfig>;
  /** The common name of the client that the server sees, or null for nobody. */
  readonly seen: string | null;
}

const connects = test.macro(async (t, { server = {}, client = {}, seen }: Good) => {
  const names: (string | null)[] = [];
  const { port, close } = await startTlsServer(
    certs,
    (socket) => {
      names.push(socket.authorized ? String(socket.getPeerCertificate().subject.CN) : null);
      socket.end();
      socket.resume();
    },
    server,
  );
  const connection = await firstValueFrom(connectTls(configOf([CLOSED_PORT, port, CLOSED_PORT], client)));
  t.is(connection.port, port);
  t.regex(connection.socket.getProtocol() ?? '', /^TLSv1\.[23]$/);
  connection.socket.resume();
  await once(connection.socket, 'close');
  await close();
  t.deepEqual(names, [seen]);
});
test('TLS 1.3, both sides verified', connects, { server: { minVersion: 'TLSv1.3' }, seen: 'Test client' });
test('TLS 1.2', connects, { server: { maxVersion: 'TLSv1.2' }, seen: 'Test client' });
test('by name', connects, { client: { host: 'localhost' }, seen: 'Test client' });
test('insecure: no certificate is shown, none verified, no file read', connects, {
  server: { requestCert: false, cert: certs.strangerServer.certPem, key: certs.strangerServer.keyPem },
  client: { insecure: true, clientCert: '/nowhere', privateKey: '/nowhere', caCert: '/nowhere' },
  seen: null,
});

/** Resolves to the error that there is instead of a connection. */
async function failureOf(config: ConnectConfig): Promise<unknown> {
  return firstValueFrom(connectTls(config)).then(
    () => null,
    (error: unknown) => error,
  );
}

const doesNotTrust = test.macro(async (t, server: TlsOptions, reason: string) => {
  const { port, close } = await startTlsServer(certs, (socket) => socket.resume(), server);
  const error = await failureOf(configOf([port]));
  await close();
  t.true(error instanceof TransportError && error.code === 'connect_failed');
  t.is(String(error), `TransportError: Cannot connect to 127.0.0.1: port ${port}: ${reason}.`);
});
const keysOf = ({ certPem, keyPem }: PemFiles): TlsOptions => ({ cert: certPem, key: keyPem });
test("a server of a stranger's CA", doesNotTrust, keysOf(certs.strangerServer), `the server's certificate is not signed by a CA of ${certs.ca.certPath}`); // prettier-ignore
test('a server of another name', doesNotTrust, keysOf(certs.otherServer), "the server's certificate is not for 127.0.0.1"); // prettier-ignore
test('a server whose certificate has expired', doesNotTrust, keysOf(certs.expiredServer), "the server's certificate has expired"); // prettier-ignore
test("a client's certificate for a server", doesNotTrust, keysOf(certs.client), "the server's certificate is not a server certificate"); // prettier-ignore
test('a server of old TLS', doesNotTrust, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, 'the server does not support TLS 1.2 or newer'); // prettier-ignore
test('a server without a cipher in common', doesNotTrust, { maxVersion: 'TLSv1.2', ciphers: 'AES256-SHA' }, 'the server refused the TLS handshake with the alert "handshake failure"'); // prettier-ignore

const isNoTls = test.macro(async (t, talk: (socket: Socket) => void, reason: string, seconds: number) => {
  const { port, close } = await startPlainServer(talk);
  const error = await failureOf(configOf([port], { otherTimeout: seconds }));
  await close();
  t.is(String(error), `TransportError: Cannot connect to 127.0.0.1: port ${port}: ${reason}.`);
});
test('a server without TLS', isNoTls, (socket) => socket.resume().end('HELLO\nand some more text\n'), 'the server does not speak TLS', 60); // prettier-ignore
const CLOSED = 'the connection was closed in the TLS handshake; a server with too many connections does that';
test('a server that closes', isNoTls, (socket) => socket.resume().end(), CLOSED, 60); // prettier-ignore
test('a server that resets', isNoTls, (socket) => socket.resetAndDestroy(), CLOSED, 60); // prettier-ignore
test('a server that never answers', isNoTls, (socket) => socket.resume(), 'no TLS connection within 0.01 s', 0.01); // prettier-ignore

test('every port is told of, those with the same trouble together', async (t) => {
  const plain = await startPlainServer((socket) => socket.resume().end('HELLO\nand some more text\n'));
  const error = await failureOf(configOf([CLOSED_PORT, plain.port, CLOSED_PORT]));
  await plain.close();
  t.is(
    (error as Error).message,
    `Cannot connect to 127.0.0.1: ports ${CLOSED_PORT}, ${CLOSED_PORT}: connection refused; ` +
      `port ${plain.port}: the server does not speak TLS.`,
  );
});

test('a host that there is not', async (t) => {
  const error = await failureOf(configOf([1], { host: 'nowhere.invalid' }));
  t.regex(
    String(error),
    /Cannot connect to nowhere\.invalid: port 1: (no such host|the name server does not answer)\./,
  );
});

test('insecure TLS to another machine is refused before anything is sent', async (t) => {
  const error = await failureOf(configOf([1], { host: 'example.com', insecure: true }));
  t.true(error instanceof ConfigError && error.code === 'insecure_host');
  t.is(
    (error as Error).message,
    'Refusing insecure TLS to example.com. For non-local hosts, enable certificate verification.',
  );
});

test('a certificate file that is missing is named', async (t) => {
  const error = await failureOf(configOf([1], { clientCert: '/nowhere/client.pem' }));
  t.true(error instanceof ConfigError && error.code === 'unusable_certificate');
  t.regex(String(error), /\/nowhere\/client\.pem: no such file/);
});

test('unsubscribing in the middle of a handshake closes the connection', async (t) => {
  const accepted = new EventEmitter();
  const { port, close } = await startPlainServer((socket) => {
    accepted.emit('socket', socket.resume());
  });
  const coming = once(accepted, 'socket') as Promise<[Socket]>;
  const subscription = connectTls(configOf([port])).subscribe(() => {
    t.fail('there is no TLS');
  });
  const [socket] = await coming;
  const closed = once(socket, 'close');
  subscription.unsubscribe();
  await closed;
  await close();
  t.pass();
});

test('a certificate that TLS will not have is named', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-weak-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const [clientCert, privateKey] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:512', '-nodes', '-subj', '/CN=weak'];
  await promisify(execFile)('openssl', [...request, '-keyout', privateKey, '-out', clientCert]);
  const error = await failureOf(configOf([1], { clientCert, privateKey }));
  t.true(error instanceof ConfigError && error.code === 'unusable_certificate');
  t.regex(String(error), /TLS cannot use the client certificate .*cert\.pem/);
});

test('a signal ends the waiting for a server that does not answer, with its reason', async (t) => {
  const controller = new AbortController();
  const { port, close } = await startPlainServer((socket) => {
    socket.resume();
    controller.abort(new Error('enough'));
  });
  const waiting = firstValueFrom(connectTls(configOf([port]), { signal: controller.signal }));
  await t.throwsAsync(waiting, { message: 'enough' });
  await close();
  const before = firstValueFrom(connectTls(configOf([port]), { signal: controller.signal }));
  await t.throwsAsync(before, { message: 'enough' });
});

/** What a server gets of a client before TLS. */
const prefaces = test.macro<[proxyHeader: string, expected: RegExp]>({
  exec: async (t, proxyHeader, expected) => {
    const received: Buffer[] = [];
    const { port, close } = await startPlainServer((socket: Socket) => {
      socket.on('data', (bytes: Buffer) => {
        received.push(bytes);
        socket.destroy();
      });
    });
    await failureOf(configOf([port], { proxyHeader }));
    await close();
    t.regex(Buffer.concat(received).toString('latin1'), expected);
  },
  title: (_, proxyHeader) => `--proxy-header ${proxyHeader}`,
});

test(prefaces, 'v1', /^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\n/);
test(prefaces, 'v1:203.0.113.7:4711', /^PROXY TCP4 203\.0\.113\.7 127\.0\.0\.1 4711 \d+\r\n/);
test(prefaces, 'v1:[2001:db8::7]:1', /^PROXY TCP6 2001:db8::7 ::ffff:127\.0\.0\.1 1 \d+\r\n/);
test(prefaces, 'v1:unknown', /^PROXY UNKNOWN\r\n/);
test(prefaces, 'v2:local', /^\r\n\r\n\0\r\nQUIT\n \0\0\0/);
test(prefaces, 'v2:203.0.113.7:4711', /^\r\n\r\n\0\r\nQUIT\n!\x11\0\x0c\xcb\0q\x07\x7f\0\0\x01\x12g/);

test('with a header, a port on which nobody listens is told as without one', async (t) => {
  t.regex(String(await failureOf(configOf([CLOSED_PORT], { proxyHeader: 'v2' }))), /connection refused/i);
});

test('a header that is none is refused before anything is connected', async (t) => {
  const error = await failureOf(configOf([CLOSED_PORT], { proxyHeader: 'v3' }));
  t.true(error instanceof ConfigError && error.code === 'invalid_option');
});
