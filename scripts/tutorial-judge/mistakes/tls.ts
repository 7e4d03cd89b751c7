import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import type { Certificates } from '../certificates.js';
import { connectPlain, type Client } from '../client.js';
import { untilOver, type Mistake, type Place } from '../mistake.js';

const NO_CERTIFICATE = /no certificate|without (a |its )?certificate|certificate (is |was )?missing/i;
const UNTRUSTED =
  /not trusted|untrusted|another CA|(not|nobody).{0,30}(issued|signed)|self.signed|unknown (CA|issuer)|unable to (get|verify)/i;
const EXPIRED = /expired|no longer valid|out of date/i;
const FUTURE = /not yet valid/i;
const PURPOSE = /purpose|usage|for servers|for clients/i;
const REJECTED = /trust.{0,60}(CA|certificate)|rejected|unknown_?ca|alert/i;
const NAME = /\bname\b/i;
const OLD = /version|TLS 1\.[012]|too old/i;
const PLAIN = /plain ?text|not TLS|without TLS|begin with TLS|are not TLS/i;
const HTTP = /HTTP/;
const CIPHER = /cipher/i;
const SILENT = /handshake.*(time|complete|within|did not)|begin TLS|closed.*before/i;
/** A whole ClientHello of SSL 3.0, with one cipher. */
const SSL3_HELLO = Buffer.from(`160300002d010000290300${'5a'.repeat(32)}000002000a0100`, 'hex');
const SHORT = ['--other-timeout', '1'];

const row = (
  id: string,
  named: RegExp,
  play: (place: Place) => Promise<Client | null>,
  more: Partial<Mistake> = {},
): Mistake => ({
  id: `tls.${id}`,
  kind: 'tls',
  step: null,
  named,
  play,
  ...more,
});

/** A client that connects over TLS with these options, and waits for what comes. */
const over = (
  id: string,
  named: RegExp,
  options: (certificates: Certificates) => ConnectionOptions,
  more: Partial<Mistake> = {},
): Mistake =>
  row(
    id,
    named,
    async ({ certificates, connect }) => {
      const client = await connect(options(certificates));
      await untilOver(client.rest());
      return client;
    },
    more,
  );

/** A client that sends these bytes over TCP, and waits for what comes. */
const plain = (id: string, named: RegExp, bytes: string | Buffer): Mistake =>
  row(
    id,
    named,
    async ({ port }) => {
      const client = await connectPlain(port);
      await untilOver(client.send(bytes).rest());
      return client;
    },
    { args: SHORT },
  );

const shows = ({ certPem, keyPem }: Certificates['client']): ConnectionOptions => ({
  cert: certPem,
  key: keyPem,
});
const none = { cert: undefined, key: undefined };

const overTls: readonly Mistake[] = [
  over('no-certificate', NO_CERTIFICATE, () => none),
  over('no-certificate-1.2', NO_CERTIFICATE, () => ({ ...none, maxVersion: 'TLSv1.2' })),
  over('stranger', UNTRUSTED, ({ strangerClient }) => shows(strangerClient)),
  over('stranger-1.2', UNTRUSTED, ({ strangerClient }) => ({
    ...shows(strangerClient),
    maxVersion: 'TLSv1.2',
  })),
  over('self-signed', UNTRUSTED, ({ strangerCa }) => shows(strangerCa)),
  over('expired', EXPIRED, ({ expiredClient }) => shows(expiredClient)),
  over('not-yet-valid', FUTURE, ({ futureClient }) => shows(futureClient)),
  over('servers-certificate', PURPOSE, ({ serverAsClient }) => shows(serverAsClient)),
  over('does-not-trust', REJECTED, ({ strangerCa }) => ({ ca: strangerCa.certPem })),
  over('wrong-name', NAME, () => ({ servername: 'server.example' })),
  over('system-store', REJECTED, () => ({ ca: undefined })),
  over('tls-1.1', OLD, () => ({
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  })),
  over('tls-1.0', OLD, () => ({ minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })),
  over('no-shared-cipher', CIPHER, () => ({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-SHA' })),
  row('https', NO_CERTIFICATE, ({ port, certificates }) => https(port, { ca: certificates.ca.certPem })),
  row('https-untrusting', REJECTED, ({ port }) => https(port, {})),
];

const raw: readonly Mistake[] = [
  plain('plain-helloback', PLAIN, 'HELLOBACK\n'),
  plain('plain-hello', PLAIN, 'HELLO\r\n'),
  plain('plain-empty-line', /not TLS|begin TLS|handshake/i, '\n'),
  plain('http', HTTP, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  plain('http-post', HTTP, 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nHELLOBACK'),
  plain('http-connect', HTTP, 'CONNECT localhost:1234 HTTP/1.1\r\n\r\n'),
  plain('starttls', PLAIN, 'STARTTLS\r\n'),
  plain('ssh', PLAIN, 'SSH-2.0-OpenSSH_9.6\r\n'),
  plain('sslv3', OLD, SSL3_HELLO),
  plain('json', PLAIN, '{"hello":"back"}\n'),
  plain('waits', SILENT, ''),
  row('looks-and-leaves', SILENT, async ({ port }) => {
    const client = await connectPlain(port);
    await sleep(50);
    return client.leave();
  }),
  row(
    'hello-cut',
    SILENT,
    async ({ port }) => {
      const client = await connectPlain(port);
      await untilOver(client.send(Buffer.from('1603010200010001fc0303', 'hex')).rest());
      return client;
    },
    { args: SHORT },
  ),
];

// Node checks a certificate and its name after the handshake. Over TLS 1.2 the server has said HELLO by then.
const later: readonly Mistake[] = [
  {
    ...over('does-not-trust-1.2', REJECTED, ({ strangerCa }) => ({
      ca: strangerCa.certPem,
      maxVersion: 'TLSv1.2',
    })),
    ...{ kind: 'mistake', step: 'HELLO', also: /left/i },
  },
  {
    ...over('wrong-name-1.2', NAME, () => ({ servername: 'server.example', maxVersion: 'TLSv1.2' })),
    ...{ kind: 'mistake', step: 'HELLO', also: /left/i },
  },
];

/** OpenSSL, and all that is built on it, sends an alert when it does not trust the server. */
const openssl = (
  id: string,
  named: RegExp,
  args: (certificates: Certificates) => readonly string[],
): Mistake =>
  row(`openssl-${id}`, named, async ({ port, certificates }) => {
    const { client, clientKey } = certificates.files;
    const shown = ['-cert', client, '-key', clientKey, '-verify_return_error', '-quiet'];
    const connects = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'localhost'];
    const child = spawn('openssl', [...connects, ...shown, ...args(certificates)], { stdio: 'ignore' });
    await once(child, 'close');
    return null;
  });

const alerts: readonly Mistake[] = [
  openssl('does-not-trust', REJECTED, ({ files }) => ['-CAfile', files.strangerCa]),
  openssl('does-not-trust-1.2', REJECTED, ({ files }) => ['-CAfile', files.strangerCa, '-tls1_2']),
  openssl('wrong-name', /name|trust|rejected/i, ({ files }) => [
    '-CAfile',
    files.ca,
    '-verify_hostname',
    'server.example',
  ]),
  openssl('self-signed-store', REJECTED, () => []),
];

async function https(port: number, options: ConnectionOptions): Promise<null> {
  await new Promise<void>((resolve) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      servername: 'localhost',
      path: '/',
      agent: false,
      ...options,
    });
    sent.on('error', () => {
      resolve();
    });
    sent.on('response', (response) => response.resume());
    sent.on('close', () => {
      resolve();
    });
    sent.end();
  });
  return null;
}

export const TLS: readonly Mistake[] = [...overTls, ...raw, ...later, ...(hasOpenssl() ? alerts : [])];

function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
}
