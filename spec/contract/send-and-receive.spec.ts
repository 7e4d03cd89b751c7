import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { catchError, concat, firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { isTlslpError } from '../../lib/protocol/errors.js';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { receiveMessage } from '../../lib/contract/messages.js';
import { sendAndReceive } from '../../lib/contract/send-and-receive.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, connectRaw, LineClient } from '../support/line-client.js';
import { connection } from '../support/streams.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

interface Ends {
  /** Ours: what sendAndReceive is given. */
  readonly socket: Duplex;
  readonly client: LineClient;
}

type Transport = (t: ExecutionContext) => Promise<Ends>;

const inMemory: Transport = (t) => {
  const { ours: socket, theirs } = connection();
  t.teardown(() => {
    socket.destroy();
    theirs.destroy();
  });
  return Promise.resolve({ socket, client: new LineClient(theirs) });
};

const overTls: Transport = async (t) => {
  const { server, ca } = certificates;
  const listener = createTlsServer({
    cert: server.certPem,
    key: server.keyPem,
    ca: ca.certPem,
    requestCert: true,
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const connected = once(listener, 'secureConnection') as Promise<[TLSSocket]>;
  const client = await connectClient((listener.address() as AddressInfo).port);
  const [socket] = await connected;
  t.teardown(async () => {
    socket.destroy();
    client.socket.destroy();
    listener.close();
    await once(listener, 'close');
  });
  return { socket, client };
};

const CKSUM = '28295607f05351eb24707046f3fa046e8a7afdabb32e6f0fba3de596cbf7c27b';
const ask = (socket: Duplex, command: string, seconds?: number): Promise<string> =>
  firstValueFrom(sendAndReceive(DEFAULT_TOKEN, command, socket, seconds));

for (const [name, connect] of [
  ['in memory', inMemory],
  ['over TLS', overTls],
] as const) {
  test(`${name}: a whole conversation, call by call`, async (t) => {
    const { socket, client } = await connect(t);
    const conversation = concat(
      sendAndReceive(DEFAULT_TOKEN, 'HELLO\n', socket),
      sendAndReceive(DEFAULT_TOKEN, `WORK ${DEFAULT_TOKEN} 4`, socket),
      sendAndReceive(DEFAULT_TOKEN, `COUNTRY ${DEFAULT_RANDOM_STRING}`, socket),
      sendAndReceive(DEFAULT_TOKEN, 'DONE', socket),
    ).pipe(toArray());
    const [answers, last] = await Promise.all([
      lastValueFrom(conversation),
      client.converse(() => ' Sao Tome '),
    ]);
    t.is(last, 'DONE');
    t.is(answers[0], 'HELLOBACK');
    t.is(answers[2], `${CKSUM}  Sao Tome `);
    t.is(answers[3], 'OK');
    t.true(socket.writable);
  });

  test(`${name}: an answer of two lines fails the next call, and that leaves it in the stream`, async (t) => {
    const { socket, client } = await connect(t);
    const asking = ask(socket, 'HELLO');
    await client.next();
    client.send('HELLOBACK\nmore\n');
    t.is(await asking, 'HELLOBACK');
    await t.throwsAsync(ask(socket, 'DONE'), { name: 'ProtocolError', code: 'unsolicited_line' });
    t.deepEqual(client.lines, ['HELLO']);
  });

  test(`${name}: what stands behind the answer is there for the next reader`, async (t) => {
    const { socket, client } = await connect(t);
    const asking = ask(socket, 'HELLO');
    await client.next();
    client.send('HELLOBACK\nmore\n');
    await asking;
    t.is(await firstValueFrom(receiveMessage(socket)), 'more');
  });

  test(`${name}: FAIL is owed no answer`, async (t) => {
    const { socket, client } = await connect(t);
    t.is(await ask(socket, 'FAIL Server is full.'), '');
    t.is(await ask(socket, 'FAIL'), '');
    t.is(await client.next(), 'FAIL Server is full.');
    t.is(await client.next(), 'FAIL');
    t.true(socket.writable);
  });

  test(`${name}: no answer in time`, async (t) => {
    const { socket } = await connect(t);
    await t.throwsAsync(ask(socket, 'HELLO', 0.01), {
      name: 'TransportError',
      code: 'timed_out',
      message: 'HELLO timed out: no answer within 0.01 s.',
    });
    t.true(socket.writable);
  });

  test(`${name}: the peer leaves instead of answering`, async (t) => {
    const { socket, client } = await connect(t);
    const asking = ask(socket, 'HELLO');
    await client.next();
    client.socket.end('HELLOBACK');
    await t.throwsAsync(asking, { name: 'TransportError', code: 'disconnected' });
  });

  test(`${name}: a socket that is gone`, async (t) => {
    const { socket } = await connect(t);
    socket.destroy();
    await t.throwsAsync(ask(socket, 'HELLO'), { name: 'TransportError', code: 'disconnected' });
  });

  test(`${name}: twenty calls leave no listener but the one for errors`, async (t) => {
    const { socket, client } = await connect(t);
    const count = (): number =>
      socket.eventNames().reduce((sum, event) => sum + socket.listenerCount(event), 0);
    const before = count();
    for (let i = 0; i < 20; i++) {
      const asking = ask(socket, 'HELLO');
      await client.next();
      client.send('HELLOBACK\n');
      await asking;
    }
    t.is(count(), before + 1);
  });
}

const wrong = test.macro<[command: string, answer: string | Buffer, name: string, code: string]>({
  exec: async (t, command, answer, name, code) => {
    const { socket, client } = await inMemory(t);
    const asking = ask(socket, command);
    await client.next();
    client.send(answer);
    await t.throwsAsync(asking, { name, code });
    t.false(socket.destroyed);
  },
  title: (_, command, answer, __, code) =>
    `${command.split(' ')[0]}, ${JSON.stringify(answer).slice(0, 30)}: ${code}`,
});

const BODY = `EMAIL1 ${DEFAULT_RANDOM_STRING}`;
test(wrong, 'HELLO', 'HELLO\n', 'ProtocolError', 'wrong_answer');
test(wrong, 'HELLO', 'HELLOBACK\r\n', 'ProtocolError', 'wrong_answer');
test(wrong, 'DONE', 'ok\n', 'ProtocolError', 'wrong_answer');
test(wrong, `WORK ${DEFAULT_TOKEN} 20`, 'a\n', 'ValidationError', 'invalid_suffix');
test(wrong, BODY, 'a@example.com\n', 'ValidationError', 'invalid_checksum');
test(wrong, BODY, `${CKSUM.toUpperCase()} a\n`, 'ValidationError', 'invalid_checksum');
test(wrong, BODY, 'x'.repeat(1000), 'ProtocolError', 'line_too_long');
test(wrong, BODY, Buffer.from([0xff, 0x0a]), 'ProtocolError', 'invalid_utf8');

test('a suffix of the contract, at the difficulty that it was found for', async (t) => {
  const { socket, client } = await inMemory(t);
  const asking = ask(socket, `WORK ${DEFAULT_TOKEN} 22`);
  await client.next();
  client.send('n3032842\n');
  t.is(await asking, 'n3032842');
});

const malformed = test.macro<[line: string]>({
  exec: async (t, line) => {
    const { socket, client } = await inMemory(t);
    await t.throwsAsync(ask(socket, line), { name: 'ProtocolError', code: 'malformed_command' });
    await new Promise(setImmediate);
    t.deepEqual(client.lines, []);
  },
  title: (_, line) => `not sent: ${JSON.stringify(line).slice(0, 40)}`,
});

test(malformed, '');
test(malformed, 'hello');
test(malformed, 'HELLO ');
test(malformed, 'HELLO\n\n');
test(malformed, 'WORK token');
test(malformed, 'WORK token 65');
test(malformed, 'WORK token 4 4');
test(malformed, 'OK');
test(malformed, 'COUNTRY');
test(malformed, `COUNTRY ${'x'.repeat(129)}`);
test(malformed, 'COUNTRY a\nDONE');

test('not sent: a FAIL of two lines', async (t) => {
  const { socket, client } = await inMemory(t);
  await t.throwsAsync(ask(socket, 'FAIL a\nb'), { code: 'unsendable_line' });
  await new Promise(setImmediate);
  t.deepEqual(client.lines, []);
});

test('an answer that is there before the stream says that the command is written', async (t) => {
  // As a kernel may: the peer reads, and answers, before the writer hears that it has written.
  const socket: Duplex = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, callback) => {
      setImmediate(() => {
        socket.push('HELLOBACK\n');
        setImmediate(callback);
      });
    },
  });
  t.is(await ask(socket, 'HELLO'), 'HELLOBACK');
});

test('a peer that does not read a FAIL has only so much time', (t) => {
  const scheduler = new TestScheduler((actual, expected) => t.deepEqual(actual, expected));
  scheduler.run(({ expectObservable }) => {
    const stuck = new Duplex({ read: () => undefined, write: () => undefined, writableHighWaterMark: 1 });
    stuck.write('unread');
    const failing = sendAndReceive(DEFAULT_TOKEN, 'FAIL', stuck, 6, scheduler).pipe(
      catchError((error: unknown) => of(isTlslpError(error) ? error.code : error)),
    );
    expectObservable(failing).toBe('6s (c|)', { c: 'not_sent' });
  });
});

test('a reset between two calls is told by the next, not by the process', async (t) => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  t.teardown(() => listener.close());
  const connected = once(listener, 'connection') as Promise<[Duplex]>;
  const client = await connectRaw((listener.address() as AddressInfo).port);
  const [socket] = await connected;
  const asking = ask(socket, 'HELLO');
  await client.next();
  client.send('HELLOBACK\n');
  await asking;
  client.socket.resetAndDestroy();
  // It is paused: only a read, or a write, finds out.
  const error = await t.throwsAsync(ask(socket, 'DONE'));
  t.true(isTlslpError(error));
  t.is(error.name, 'TransportError');
});
