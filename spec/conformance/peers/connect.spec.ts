import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import {
  clientHello,
  connectTcpClient,
  connectTlsClient,
  IDLE_CODE,
  type ConnectTlsOptions,
} from '../../../lib/conformance/peers/connect.js';
import { Tap } from '../../../lib/conformance/peers/tap.js';
import { says, startPlainServer, startTlsServer } from '../../../lib/conformance/peers/scripted-server.js';
import { testCertificates } from '../../support/certificates.js';
import { CLOSED_PORT } from '../../support/scripted-server.js';

const certs = testCertificates();
const CERTIFICATES = { cert: certs.server.certPem, key: certs.server.keyPem, ca: certs.ca.certPem };

test.after.always(() => {
  certs.cleanup();
});

function optionsFor(port: number, more: Partial<ConnectTlsOptions> = {}): ConnectTlsOptions {
  const { ca, client } = certs;
  return { port, servername: 'localhost', ca: ca.certPem, cert: client.certPem, key: client.keyPem, ...more };
}

test('a session over TLS, with a certificate of its own', async (t) => {
  let subject: unknown;
  const { port, close } = await startTlsServer((socket) => {
    subject = socket.getPeerCertificate().subject;
    says('HELLO', 'WORK token 3', 'DONE')(socket);
  }, CERTIFICATES);
  const client = await connectTlsClient(optionsFor(port));
  t.is(client.localPort, client.below.localPort ?? 0);
  t.is(await client.converse(), 'DONE');
  t.deepEqual(await client.rest(), []);
  t.deepEqual(await client.closed, { ended: true, errorCode: null });
  t.is(client.closeNotify, null, 'nobody watched');
  t.truthy(subject);
  await close();
});

/** A TLS server over sockets that the test holds: it can end TCP without a word of TLS. */
async function startRawServer(
  talk: (tls: TLSSocket, tcp: Socket) => void,
): Promise<{ server: Server; port: number }> {
  const server = createServer({ allowHalfOpen: true }, (tcp) => {
    const { cert, key } = CERTIFICATES;
    const tls = new TLSSocket(new Tap(tcp), { isServer: true, cert, key });
    tls.on('error', () => null);
    tls.on('secure', () => {
      talk(tls, tcp);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

/** Every way in which a TLS connection ends, and whether that was close_notify. */
async function testClosing(
  t: ExecutionContext,
  maxVersion: 'TLSv1.2' | 'TLSv1.3',
  end: (tls: TLSSocket, tcp: Socket) => void,
  expected: { closeNotify: boolean; ended: boolean },
): Promise<void> {
  const { server, port } = await startRawServer((tls, tcp) => {
    tls.write('HELLO\nDONE\n', () => {
      end(tls, tcp);
    });
    tls.on('end', () => tls.destroy());
  });
  const client = await connectTlsClient(optionsFor(port, { maxVersion, watchCloseNotify: true }));
  t.deepEqual(await client.rest(), ['HELLO', 'DONE']);
  const { ended } = await client.closed;
  t.deepEqual({ closeNotify: client.closeNotify, ended }, expected);
  server.close();
  await once(server, 'close');
}

const inOrder = (tls: TLSSocket): void => {
  tls.end();
};
const endOfTcp = (_tls: TLSSocket, tcp: Socket): void => {
  tcp.end();
};

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${version}: close_notify is seen`, testClosing, version, inOrder, { closeNotify: true, ended: true });
  test(`${version}: the end of TCP alone is no close_notify`, testClosing, version, endOfTcp, {
    closeNotify: false,
    ended: true,
  });
}

test('a tapped connection carries what a plain one does, in both directions', async (t) => {
  const large = 'x'.repeat(300_000);
  let received = 0;
  const { port, close } = await startTlsServer((socket) => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received === large.length + 1) socket.end(`HELLO\n${large}`);
    });
  }, CERTIFICATES);
  const client = await connectTlsClient(optionsFor(port, { watchCloseNotify: true }));
  client.say(large);
  t.deepEqual(await client.rest(), ['HELLO']);
  t.is(client.received.total, large.length + 'HELLO\n'.length);
  t.true(client.closeNotify);
  await close();
});

test('a client that may be half open speaks on when the server has ended its side; another cannot', async (t) => {
  for (const watchCloseNotify of [true, false]) {
    for (const allowHalfOpen of [true, false]) {
      let heard = '';
      const { port, close } = await startTlsServer(
        (socket) => {
          socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
          socket.end('HELLO\n');
        },
        { ...CERTIFICATES, allowHalfOpen: true },
      );
      const client = await connectTlsClient(optionsFor(port, { watchCloseNotify, allowHalfOpen }));
      if (!client.ended) await once(client.socket, 'end');
      await new Promise((resolve) => setImmediate(resolve));
      t.is(client.socket.writable, allowHalfOpen);
      if (allowHalfOpen) client.say('late');
      await client.leave();
      await close();
      t.is(heard, allowHalfOpen ? 'late\n' : '');
    }
  }
});

test('a reset is seen as one, with a tap and without', async (t) => {
  const { port, close } = await startPlainServer((socket) => {
    socket.once('data', () => socket.resetAndDestroy());
  });
  for (const watchCloseNotify of [true, false]) {
    const client = await connectTlsClient(optionsFor(port, { watchCloseNotify }));
    t.deepEqual(await client.closed, { ended: false, errorCode: 'ECONNRESET' });
    t.is(client.closeNotify, watchCloseNotify ? false : null);
  }
  await close();
});

test('a client can reset: the server sees it', async (t) => {
  for (const watchCloseNotify of [true, false]) {
    const codes: string[] = [];
    const { port, close } = await startTlsServer((socket) => {
      socket.on('error', ({ code = 'none' }: NodeJS.ErrnoException) => codes.push(code));
      socket.write('HELLO\n');
    }, CERTIFICATES);
    const client = await connectTlsClient(optionsFor(port, { watchCloseNotify }));
    t.is(await client.next(), 'HELLO');
    await client.reset();
    await close();
    t.deepEqual(codes, ['ECONNRESET']);
  }
});

test('a server that is not trusted, and a port that nobody listens on, are told by closed', async (t) => {
  const { strangerServer } = certs;
  const { port, close } = await startTlsServer((socket) => socket.resume(), {
    cert: strangerServer.certPem,
    key: strangerServer.keyPem,
  });
  const untrusted = await (await connectTlsClient(optionsFor(port))).closed;
  t.is(untrusted.errorCode, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  await close();
  for (const watchCloseNotify of [true, false]) {
    const { closed } = await connectTlsClient(optionsFor(CLOSED_PORT, { watchCloseNotify }));
    t.deepEqual(await closed, { ended: false, errorCode: 'ECONNREFUSED' });
  }
  await t.throwsAsync(connectTcpClient({ port: CLOSED_PORT }), { code: 'ECONNREFUSED' });
});

test('a server that says nothing does not hold a client for ever, over TLS or TCP', async (t) => {
  const over: Promise<unknown>[] = [];
  const talk = (socket: Socket): void => {
    over.push(once(socket.resume(), 'close'));
  };
  const secure = await startTlsServer(talk, CERTIFICATES);
  const plain = await startPlainServer(talk);
  const clients = [
    await connectTlsClient(optionsFor(secure.port, { idleMs: 1000 })),
    await connectTlsClient(optionsFor(secure.port, { idleMs: 1000, watchCloseNotify: true })),
    await connectTcpClient({ port: plain.port, idleMs: 1000 }),
  ];
  for (const client of clients) {
    t.is(await client.next(), null);
    t.is((await client.closed).errorCode, IDLE_CODE);
  }
  await Promise.all(over);
  await Promise.all([secure.close(), plain.close()]);
});

test('a signal tears a connection down', async (t) => {
  const { port, close } = await startTlsServer((socket) => socket.resume(), CERTIFICATES);
  for (const watchCloseNotify of [true, false]) {
    const controller = new AbortController();
    const { signal } = controller;
    const client = await connectTlsClient(optionsFor(port, { watchCloseNotify, signal }));
    const waiting = client.next();
    controller.abort();
    t.is(await waiting, null);
    t.false((await client.closed).ended);
  }
  await close();
});

test('a preface comes before TLS', async (t) => {
  let first = Buffer.alloc(0);
  const { port, close } = await startPlainServer((socket) => {
    socket.on('data', (chunk: Buffer) => {
      first = Buffer.concat([first, chunk]);
      if (first.length > 10) socket.destroy();
    });
  });
  const client = await connectTlsClient(optionsFor(port, { preface: Buffer.from('PROXY\r\n') }));
  await client.closed;
  t.is(first.subarray(0, 9).toString('latin1'), 'PROXY\r\n\u0016\u0003');
  await close();
});

test('a ClientHello is a handshake record', async (t) => {
  const hello = await clientHello();
  t.is(hello[0], 0x16);
  t.is(hello.readUInt16BE(3), hello.length - 5);
  t.true(hello.includes('localhost'));
});

test('a signal that has aborted already leaves nothing open', async (t) => {
  const { port, close } = await startPlainServer(() => null);
  const options = { port, signal: AbortSignal.abort() };
  await t.throwsAsync(connectTcpClient(options));
  const client = await connectTlsClient(optionsFor(port, options));
  t.like(await client.closed, { ended: false });
  t.true(client.below.destroyed);
  // That takes until the last connection is closed.
  await close();
});
