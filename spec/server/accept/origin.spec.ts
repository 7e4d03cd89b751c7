import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { Subject } from 'rxjs';
import type { ServerConfig } from '../../../lib/config/server-config.js';
import type { Refusal, RefusedEvent } from '../../../lib/server/events.js';
import { testCertificates } from '../../support/certificates.js';
import {
  clientHello,
  connectClient,
  connectRaw,
  NO_CERTIFICATE,
  LineClient,
  wholeSession,
} from '../../support/line-client.js';
import { temporaryDirectory } from '../../support/programs.js';
import { nothingOpen, startServing, testConfig, type Serving } from '../../support/serving.js';
import { headerFor, LOCAL, UNKNOWN, CLIENT, PROXY, STRANGER } from './proxy-headers.js';

// The proxy is 127.0.0.1, and a stranger is 127.0.0.2, which is another address of this machine.

const certificates = testCertificates();
const hello = await clientHello();
test.after.always(certificates.cleanup);

const behindProxy = (t: ExecutionContext, changes: Partial<ServerConfig> = {}): Promise<Serving> =>
  startServing(t, { proxyFrom: [PROXY], ...changes });

async function ends(t: ExecutionContext, serving: Serving): Promise<void> {
  await serving.end();
  t.is(serving.of('server_error').length, 0);
  await nothingOpen();
}

const served = test.macro({
  exec: async (t, preface: Buffer, address: string) => {
    const serving = await behindProxy(t);
    const port = await serving.port();
    const { done } = await wholeSession(port, () => 'x', { preface });
    t.true(done);
    const { peer } = await serving.first('connected');
    t.deepEqual(peer.remote, { address, port: CLIENT.port });
    t.is(peer.proxy?.remote?.address, PROXY);
    t.deepEqual(
      serving.of('accepted').map(({ remote }) => remote),
      [peer.remote],
    );
    t.is(serving.of('refused').length, 0);
    await ends(t, serving);
  },
  title: (title) => `the client is served, and known by the address of the header: ${title ?? ''}`,
});

test.serial('version 2, IPv4', served, headerFor(), CLIENT.address);
test.serial('version 2, IPv6', served, headerFor('2001:db8::7'), '2001:db8::7');
test.serial('version 2, IPv4 in IPv6', served, headerFor('::ffff:203.0.113.7'), CLIENT.address);
test.serial('version 1, IPv4', served, headerFor(undefined, { version: 1 }), CLIENT.address);
test.serial('version 1, IPv6', served, headerFor('2001:db8::7', { version: 1 }), '2001:db8::7');
test.serial('version 2 with a checksum', served, headerFor(undefined, { checksum: true }), CLIENT.address);

test.serial('a header in single bytes, and the ClientHello in the same piece as its end', async (t) => {
  const serving = await behindProxy(t);
  const port = await serving.port();
  const header = headerFor();
  const raw = await connectRaw(port);
  raw.socket.setNoDelay(true);
  for (const byte of header.subarray(0, -1)) {
    raw.send(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  raw.send(Buffer.concat([header.subarray(-1), hello]));
  // TLS answers: it got the whole ClientHello, and nothing else.
  const [first] = await new Promise<Buffer[]>((resolve) => {
    raw.socket.once('data', (bytes: Buffer) => {
      resolve([bytes]);
    });
  });
  t.is(first?.[0], 0x16);
  await raw.close();
  const { reason, remote } = await serving.first('refused');
  t.deepEqual([reason, remote], ['reset', CLIENT]);
  await ends(t, serving);
});

test.serial('what the proxy says of the connection is in the peer', async (t) => {
  const serving = await behindProxy(t);
  const preface = headerFor(undefined, {
    alpn: Buffer.from('tlslp'),
    authority: 'challenge.example',
    uniqueId: Buffer.from('7F000001:C350'),
  });
  await wholeSession(await serving.port(), () => 'x', { preface });
  const { peer } = await serving.first('done');
  t.like(peer.proxy, { alpn: 'tlslp', authority: 'challenge.example', uniqueId: '7F000001:C350' });
  await ends(t, serving);
});

test.serial('an id that is no text is kept in hex', async (t) => {
  const serving = await behindProxy(t);
  const preface = headerFor(undefined, { uniqueId: Buffer.from([0, 0xff, 0x0a]) });
  await wholeSession(await serving.port(), () => 'x', { preface });
  t.is((await serving.first('done')).peer.proxy?.uniqueId, '0x00ff0a');
  await ends(t, serving);
});

test.serial('UNKNOWN: the addresses of the connection itself hold', async (t) => {
  const serving = await behindProxy(t);
  t.true((await wholeSession(await serving.port(), () => 'x', { preface: UNKNOWN })).done);
  const { peer } = await serving.first('connected');
  t.is(peer.remote?.address, PROXY);
  t.deepEqual(peer.proxy?.remote, peer.remote);
  await ends(t, serving);
});

const refused = test.macro<
  [reason: Refusal, bytes: Buffer, how?: (client: LineClient<Socket>) => void, detail?: string]
>({
  exec: async (t, reason, bytes, how = () => undefined, detail = '') => {
    const serving = await behindProxy(t);
    const client = await connectRaw(await serving.port());
    if (bytes.length > 0) client.send(bytes);
    how(client);
    await client.closed;
    const refusal = await serving.refusalOf(client.localPort);
    t.like(refusal, { reason, count: 1, remote: { address: PROXY, port: client.localPort } });
    t.true(refusal.message.includes(detail), refusal.message);
    t.regex(refusal.message, /^[ -~]+\.$/);
    t.is(serving.of('accepted').length, 1);
    await ends(t, serving);
  },
  title: (title, reason) => `from a proxy, ${title ?? ''}: ${reason}`,
});

const end = ({ socket }: LineClient<Socket>): void => {
  socket.end();
};
test.serial('TLS without a header', refused, 'no_proxy_header', hello);
test.serial('HTTP', refused, 'no_proxy_header', Buffer.from('GET / HTTP/1.1\r\n\r\n'));
test.serial(
  'a family that there is not',
  refused,
  'bad_proxy_header',
  Buffer.from(headerFor()).fill(0x41, 13, 14),
  undefined,
  'its address family is unknown',
);
test.serial(
  'a wrong checksum',
  refused,
  'bad_proxy_header',
  wrongChecksum(),
  undefined,
  'its CRC32C is wrong',
);
test.serial(
  'half a header',
  refused,
  'bad_proxy_header',
  headerFor().subarray(0, 20),
  end,
  'ended within it',
);
test.serial('nothing', refused, 'closed_early', Buffer.alloc(0), end);

function wrongChecksum(): Buffer {
  const bytes = headerFor(undefined, { checksum: true });
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes;
}

test.serial('a header and nothing after it: the client closed early, and is named', async (t) => {
  const serving = await behindProxy(t);
  const client = await connectRaw(await serving.port());
  client.send(headerFor());
  await serving.first('accepted');
  client.socket.end();
  await client.closed;
  const { reason, remote } = await serving.first('refused');
  t.deepEqual([reason, remote], ['closed_early', CLIENT]);
  await ends(t, serving);
});

test.serial('a header, a ClientHello and the end at once leave nothing open', async (t) => {
  const serving = await behindProxy(t);
  const client = await connectRaw(await serving.port());
  client.socket.end(Buffer.concat([headerFor(), hello]));
  await client.closed;
  t.deepEqual((await serving.first('refused')).remote, CLIENT);
  await ends(t, serving);
});

test.serial(
  'from all others, TLS is served and a header is refused, with the name of the flag',
  async (t) => {
    const serving = await behindProxy(t);
    const port = await serving.port();
    t.true((await wholeSession(port, () => 'x', STRANGER)).done);
    t.is((await serving.first('connected')).peer.proxy, undefined);
    for (const header of [headerFor(), UNKNOWN, LOCAL]) {
      const client = await connectRaw(port, undefined, STRANGER.localAddress);
      client.send(header);
      await client.closed;
      t.like(await serving.refusalOf(client.localPort), {
        reason: 'proxy_header',
        message: 'A PROXY header came from an address that --proxy-from does not name.',
        remote: { address: STRANGER.localAddress },
      });
    }
    await ends(t, serving);
  },
);

test.serial(
  'without proxies, a header is told from other bytes: of the first connections, and of an address that sent them',
  async (t) => {
    const serving = await startServing(t);
    const port = await serving.port();
    const reasonOf = async (bytes: Buffer, localAddress: string): Promise<string> => {
      const client = await connectRaw(port, undefined, localAddress);
      client.send(bytes);
      await client.closed;
      const isIt = ({ remote }: RefusedEvent): boolean =>
        remote?.address === localAddress && remote.port === client.localPort;
      return (await serving.first('refused', isIt)).reason;
    };
    t.is(await reasonOf(headerFor(), PROXY), 'proxy_header');
    t.is(await reasonOf(Buffer.from('SSH-2.0-x\r\n'), PROXY), 'not_tls');
    // The connections that are looked at because the server is young.
    for (let n = 2; n < 32; n++) {
      const client = await connectRaw(port, undefined, '127.0.0.9');
      await client.close();
    }
    await serving.some('refused', 32);
    t.is(await reasonOf(headerFor(), STRANGER.localAddress), 'not_tls');
    t.is(await reasonOf(headerFor(), STRANGER.localAddress), 'proxy_header');
    t.is(await reasonOf(UNKNOWN, PROXY), 'proxy_header');
    t.true((await wholeSession(port, () => 'x')).done);
    await ends(t, serving);
  },
);

test.serial('a health check leaves no trace: LOCAL, or the addresses of the connection itself', async (t) => {
  const serving = await behindProxy(t);
  const port = await serving.port();
  const local = await connectRaw(port);
  local.socket.end(LOCAL);
  t.deepEqual(await local.closed, { ended: true, errorCode: null });
  const own = await connectRaw(port);
  own.socket.end(`PROXY TCP4 127.0.0.1 127.0.0.1 ${own.localPort} ${port}\r\n`);
  t.deepEqual(await own.closed, { ended: true, errorCode: null });
  // One that is a TLS client without a certificate.
  const tls = await connectClient(port, { preface: LOCAL, ...NO_CERTIFICATE, maxVersion: 'TLSv1.3' });
  await tls.closed;
  await ends(t, serving);
  t.deepEqual(
    serving.events.map(({ type }) => type).filter((type) => !['stopping', 'drain_timed_out'].includes(type)),
    ['listening'],
  );
});

test.serial('a health check that is reset before its header was read leaves no trace either', async (t) => {
  const serving = await behindProxy(t);
  const port = await serving.port();
  const check = await connectRaw(port);
  // What comes later is accepted, and ends, later.
  const later = await connectRaw(port);
  later.send(headerFor());
  await serving.first('accepted');
  check.socket.resetAndDestroy();
  later.socket.end();
  t.deepEqual((await serving.first('refused')).remote, CLIENT);
  await ends(t, serving);
  t.deepEqual([serving.of('accepted').length, serving.of('refused').length], [1, 1]);
});

test.serial("a session of the proxy's own is one like others, from its address", async (t) => {
  const serving = await behindProxy(t);
  t.true((await wholeSession(await serving.port(), () => 'x', { preface: LOCAL })).done);
  t.is((await serving.first('connected')).peer.remote?.address, PROXY);
  t.is(serving.of('accepted').length, 1);
  await ends(t, serving);
});

test.serial('limits of addresses count the client of the header, not the proxy', async (t) => {
  const serving = await behindProxy(t, { maxHandshakesPerAddress: 1 });
  const port = await serving.port();
  const idle = await connectRaw(port);
  idle.send(headerFor());
  await serving.first('accepted');
  const again = await connectRaw(port);
  again.send(headerFor());
  await again.closed;
  t.like(await serving.first('refused'), { reason: 'too_many_handshakes_from_address', remote: CLIENT });
  t.true((await wholeSession(port, () => 'x', { preface: headerFor('203.0.113.8') })).done);
  await idle.close();
  await ends(t, serving);
});

test.serial('a second header is no TLS', async (t) => {
  const serving = await behindProxy(t);
  const client = await connectRaw(await serving.port());
  client.send(Buffer.concat([headerFor(), headerFor()]));
  await client.closed;
  t.like(await serving.first('refused'), { reason: 'not_tls', remote: CLIENT });
  await ends(t, serving);
});

test.serial('connections that wait for their header are bounded, and abandoned at a stop', async (t) => {
  const serving = await behindProxy(t, { maxHandshakes: 2 });
  const port = await serving.port();
  const waiting = [await connectRaw(port), await connectRaw(port)];
  // It is reset, perhaps before it knows that it was made.
  await new LineClient(connect(port, PROXY)).closed;
  t.like(await serving.first('refused'), { reason: 'too_many_handshakes', remote: { address: PROXY } });
  // Others do not wait for a header.
  t.true((await wholeSession(port, () => 'x', STRANGER)).done);
  await serving.end();
  for (const { closed } of waiting) await closed;
  t.is(serving.of('refused').length, 1);
  await nothingOpen();
});

test.serial('a reload changes whose header is believed', async (t) => {
  const config = testConfig(certificates);
  const reload = new Subject<ServerConfig>();
  const serving = await startServing(t, {}, { reload });
  const port = await serving.port();
  const reloadTo = async (proxyFrom: readonly string[], times: number): Promise<void> => {
    reload.next({ ...config, proxyFrom });
    await serving.some('reloaded', times);
  };
  await reloadTo(['127.0.0.0/8'], 1);
  t.true((await wholeSession(port, () => 'x', { preface: headerFor() })).done);
  await reloadTo([], 2);
  t.true((await wholeSession(port, () => 'x')).done);
  t.deepEqual(
    serving.of('connected').map(({ peer }) => peer.remote?.address),
    [CLIENT.address, PROXY],
  );
  await ends(t, serving);
});

test.serial('the clients of a unix socket can be a proxy', async (t) => {
  const path = join(await temporaryDirectory(t), 's');
  const serving = await startServing(t, { listen: [`unix:${path}`], proxyFrom: ['unix'] });
  const below = connect(path);
  below.write(headerFor());
  const { ca, client } = certificates;
  const socket = connectTls({
    socket: below,
    servername: 'localhost',
    ca: ca.certPem,
    cert: client.certPem,
    key: client.keyPem,
  });
  const lines = new LineClient(socket);
  t.is(await lines.converse(), 'DONE');
  await lines.closed;
  const { peer } = await serving.first('done');
  t.deepEqual([peer.remote, peer.proxy], [CLIENT, { remote: null }]);
  await ends(t, serving);
});
