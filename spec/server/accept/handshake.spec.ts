import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { NEVER, Subject, type Observable } from 'rxjs';
import type { ServerConfig } from '../../../lib/config/server-config.js';
import { accept } from '../../../lib/server/accept/accept.js';
import { bind } from '../../../lib/server/accept/bind.js';
import { Limits } from '../../../lib/server/limits/limits.js';
import { ReasonCounts } from '../../../lib/server/reason-counts.js';
import type { Verified } from '../../../lib/server/accept/step.js';
import type { Refusal, RefusedEvent, ServerEvent } from '../../../lib/server/events.js';
import { checkCredentials } from '../../../lib/tls/credentials.js';
import { createSecureServer } from '../../../lib/tls/secure-server.js';
import { testCertificates } from '../../support/certificates.js';
import {
  clientHello,
  connectClient,
  connectRaw,
  LineClient,
  NO_CERTIFICATE,
} from '../../support/line-client.js';
import { nothingOpen, startServing, testConfig } from '../../support/serving.js';

const certificates = testCertificates();
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

interface AcceptingOptions {
  readonly isSecure?: boolean;
  readonly asksForOne?: boolean;
  readonly host?: string;
  readonly abandon?: Observable<unknown>;
}

/** The accept path alone, and what has come of it so far. */
async function accepting(
  t: ExecutionContext,
  { isSecure = true, asksForOne = true, host = '127.0.0.1', abandon = NEVER }: AcceptingOptions = {},
) {
  const { ca, server } = certificates;
  const credentials = checkCredentials({ cert: server.certPem, key: server.keyPem, ca: ca.certPem });
  const secure = createSecureServer(credentials, { isSecure: asksForOne, handshakeTimeout: 60 });
  const bound = await bind(host, 0);
  const seen: (Verified | ServerEvent)[] = [];
  let complete = (): void => undefined;
  const over = new Promise<void>((resolve) => (complete = resolve));
  const config = (): ServerConfig => testConfig(certificates);
  const counts = new ReasonCounts();
  const now = (): number => 0;
  const limits = new Limits({ config, counts, now, clock: performance });
  const context = {
    config,
    isSecure,
    abandon,
    counts,
    limits,
    now,
  };
  const subscription = accept(bound, secure.server, context).subscribe({
    next: (item) => seen.push(item),
    complete,
  });
  t.teardown(() => {
    subscription.unsubscribe();
    return bound.close();
  });
  return { bound, secure, seen, over, subscription, limits };
}

test.serial(
  'a client that shows no certificate where none is asked for is refused all the same',
  async (t) => {
    const { bound, seen, over } = await accepting(t, { asksForOne: false });
    const client = await connectClient(bound.port, NO_CERTIFICATE);
    await client.closed;
    const remote = { address: '127.0.0.1', port: client.localPort };
    t.like(seen, [
      { type: 'accepted', at: 0, remote },
      { type: 'refused', at: 0, reason: 'no_certificate', count: 1, remote },
    ]);
    t.is(seen.length, 2);
    await bound.close();
    await over;
    await nothingOpen();
  },
);

test.serial('a connection is told before its first byte, and its client once it is verified', async (t) => {
  const { bound, seen } = await accepting(t);
  const silent = await connectRaw(bound.port);
  while (seen.length === 0) await new Promise(setImmediate);
  t.deepEqual(seen, [{ type: 'accepted', at: 0, remote: { address: '127.0.0.1', port: silent.localPort } }]);
  const client = await connectClient(bound.port);
  while (seen.length < 3) await new Promise(setImmediate);
  const [, accepted, verified] = seen;
  const remote = { address: '127.0.0.1', port: client.localPort };
  t.like(accepted, { type: 'accepted', remote });
  t.like(verified, { peer: { remote, client: { subject: { CN: 'Test client' } } } });
  client.socket.destroy();
  silent.socket.destroy();
});

test.serial('after the end, late connections are closed without a word', async (t) => {
  const { bound, secure, seen, subscription } = await accepting(t);
  const silent = await connectRaw(bound.port);
  const busy = new LineClient(connectTls({ port: bound.port, host: '127.0.0.1' }));
  while (seen.length < 2) await new Promise(setImmediate);
  subscription.unsubscribe();
  const late = await connectRaw(bound.port);
  await Promise.all([silent.closed, busy.closed, late.closed]);
  t.deepEqual(
    seen.map((item) => 'type' in item && item.type),
    ['accepted', 'accepted'],
  );
  t.is(secure.server.listenerCount('secureConnection'), 0);
  await bound.close();
  await nothingOpen();
});

test.serial(
  'when it is abandoned, handshakes end without a word, and whoever still comes is closed',
  async (t) => {
    const abandon = new Subject<void>();
    const { bound, seen, over } = await accepting(t, { abandon });
    const silent = await connectRaw(bound.port);
    while (seen.length < 1) await new Promise(setImmediate);
    abandon.next();
    await silent.closed;
    await (
      await connectRaw(bound.port)
    ).closed;
    await bound.close();
    await over;
    t.true(seen.every((item) => 'type' in item && item.type === 'accepted'));
    await nothingOpen();
  },
);

test.serial('it ends with the last handshake, not before: its refusal is told', async (t) => {
  const { bound, seen, over } = await accepting(t);
  const silent = await connectRaw(bound.port);
  while (seen.length < 1) await new Promise(setImmediate);
  const closing = bound.close();
  silent.socket.destroy();
  await Promise.all([closing, over]);
  t.like(seen.at(-1), { type: 'refused', reason: 'closed_early', remote: { port: silent.localPort } });
  await nothingOpen();
});

test.serial('a listener in trouble is told, and goes on', async (t) => {
  const { bound, seen, over } = await accepting(t, { host: 'localhost' });
  for (const listener of bound.listeners) {
    listener.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  }
  const message = 'Cannot accept a connection: too many open files.';
  t.deepEqual(seen, [
    { type: 'server_error', at: 0, message },
    { type: 'server_error', at: 0, message },
  ]);
  await bound.close();
  await over;
  await nothingOpen();
});

test.serial('whatever a stranger sends, and however he leaves: one refusal, with his address', async (t) => {
  const { bound, seen, limits } = await accepting(t);
  // Pieces of a ClientHello get further than noise does.
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 64 }).map((noise) => Buffer.from(noise)),
    fc.nat({ max: hello.length }).map((length) => hello.subarray(0, length)),
    fc
      .tuple(fc.nat({ max: hello.length - 1 }), fc.nat({ max: 255 }))
      .map(([at, byte]) => Buffer.concat([hello.subarray(0, at), Buffer.of(byte), hello.subarray(at + 1)])),
  );
  const leaving = fc.constantFrom(end, destroy);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(bytes, leaving), { minLength: 1, maxLength: 8 }),
      async (strangers) => {
        const before = seen.length;
        const ports = await Promise.all(strangers.map(([said, how]) => leaves(how, said)(bound.port)));
        const refusals = (): RefusedEvent[] =>
          seen.slice(before).flatMap((item) => ('type' in item && item.type === 'refused' ? [item] : []));
        while (refusals().length < ports.length) await new Promise(setImmediate);
        assert.deepEqual(
          refusals()
            .map(({ remote }) => remote?.port)
            .sort(),
          ports.sort(),
        );
        assert.equal(seen.length, before + 2 * ports.length);
      },
    ),
    { numRuns: 50 },
  );
  await bound.close();
  await nothingOpen();
  // Whatever they did, their places are free.
  t.deepEqual([limits.handshakes.size, limits.handshakes.addresses], [0, 0]);
});
