import { once } from 'node:events';
import { Duplex, PassThrough, Writable } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { catchError, firstValueFrom, lastValueFrom, of, toArray, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { isTlslpError } from '../../lib/protocol/errors.js';
import { receiveMessage, sendMessage } from '../../lib/contract/messages.js';
import { connection } from '../support/streams.js';

/** Both ends; ours may fail without anyone listening. */
function pair(t: ExecutionContext): [ours: Duplex, theirs: Duplex] {
  const { ours, theirs } = connection();
  theirs.on('error', () => null);
  t.teardown(() => {
    ours.destroy();
    theirs.destroy();
  });
  return [ours, theirs];
}

const all = (messages: Observable<never>): Promise<never[]> => lastValueFrom(messages.pipe(toArray()));
/** In marbles an error's code says enough. */
const codeOf = (messages: Observable<string>): Observable<unknown> =>
  messages.pipe(catchError((error: unknown) => of(isTlslpError(error) ? error.code : error)));

const receive = (socket: Duplex): Promise<string> => firstValueFrom(receiveMessage(socket));

const listenersOf = (socket: Duplex): number =>
  socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0);

/** Fails the test for the process's warnings, MaxListenersExceededWarning first of all. */
function noWarnings(t: ExecutionContext): void {
  const onWarning = ({ name, message }: Error): void => {
    t.fail(`${name}: ${message}`);
  };
  process.on('warning', onWarning);
  t.teardown(async () => {
    await new Promise(setImmediate);
    process.off('warning', onWarning);
  });
}

// Sending

const sends = test.macro<[text: string, bytes: string]>({
  exec: async (t, text, bytes) => {
    const [ours, theirs] = pair(t);
    const sending = all(sendMessage(text, ours));
    const [chunk] = (await once(theirs, 'data')) as [Buffer];
    t.is(chunk.toString(), bytes);
    t.deepEqual(await sending, []);
    t.true(ours.writable);
  },
  title: (_, text) => `sends ${JSON.stringify(text).slice(0, 20)} of ${text.length} as one line`,
});

test(sends, 'HELLO', 'HELLO\n');
test(sends, 'HELLO\n', 'HELLO\n');
test(sends, '', '\n');
test(sends, 'ünï\r', 'ünï\r\n');
test(sends, 'x'.repeat(999), `${'x'.repeat(999)}\n`);

const unsendable = test.macro<[text: string]>({
  exec: async (t, text) => {
    const [ours, theirs] = pair(t);
    theirs.on('data', () => {
      t.fail('a byte of it was sent');
    });
    await t.throwsAsync(all(sendMessage(text, ours)), { name: 'ProtocolError', code: 'unsendable_line' });
    await new Promise(setImmediate);
  },
  title: (_, text) => `does not send ${JSON.stringify(text).slice(0, 20)} of ${text.length}`,
});

test(unsendable, 'two\nlines');
test(unsendable, 'two\n\n');
test(unsendable, 'x'.repeat(1000));
test(unsendable, '\ud800');

test('nothing is sent before somebody subscribes', async (t) => {
  const [ours, theirs] = pair(t);
  theirs.on('data', () => {
    t.fail();
  });
  sendMessage('HELLO', ours);
  await new Promise(setImmediate);
  t.pass();
});

test('not sent: the stream was destroyed, with its reason as the cause', async (t) => {
  const [ours] = pair(t);
  const reason = new Error('gone');
  ours.on('error', () => null).destroy(reason);
  await new Promise((resolve) => ours.on('close', resolve));
  const error = await t.throwsAsync(all(sendMessage('HELLO', ours)), { code: 'not_sent' });
  t.is(error.cause, reason);
});

test('not sent: our side has ended', async (t) => {
  const [ours] = pair(t);
  ours.end();
  await t.throwsAsync(all(sendMessage('HELLO', ours)), { name: 'TransportError', code: 'not_sent' });
});

test('not sent: a stream that is destroyed while it holds the line, and never says so', async (t) => {
  const socket = new Writable({ write: () => undefined });
  const sending = all(sendMessage('HELLO', socket));
  socket.destroy();
  await t.throwsAsync(sending, { code: 'not_sent' });
});

test('not sent: a write that fails ends neither the process nor the next caller', async (t) => {
  const reason = new Error('broken pipe');
  const socket = new Writable({
    write: (_chunk, _encoding, callback) => {
      setImmediate(callback, reason);
    },
  });
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const error = await t.throwsAsync(all(sendMessage('HELLO', socket)), { code: 'not_sent' });
  t.is(error.cause, reason);
  // An 'error' that nobody listens to would come now, and as an uncaught exception.
  await closed;
  await t.throwsAsync(all(sendMessage('HELLO', socket)), { code: 'not_sent' });
});

test('not sent: a peer that does not read, when the time is up', (t) => {
  const scheduler = new TestScheduler((actual, expected) => t.deepEqual(actual, expected));
  scheduler.run(({ expectObservable }) => {
    const stuck = new Writable({ write: () => undefined });
    expectObservable(codeOf(sendMessage('HELLO', stuck, 6, scheduler))).toBe('6s (c|)', { c: 'not_sent' });
  });
});

// Receiving

test('two lines of one chunk are two messages', async (t) => {
  const [ours, theirs] = pair(t);
  theirs.write('one\ntwo\n');
  t.is(await receive(ours), 'one');
  t.is(await receive(ours), 'two');
});

test('a line may come byte by byte', async (t) => {
  const [ours, theirs] = pair(t);
  const receiving = receive(ours);
  for (const byte of Buffer.from('ünï\r\n')) theirs.write(Buffer.of(byte));
  t.is(await receiving, 'ünï\r');
});

test('what stands behind the line stays in the stream, as bytes', async (t) => {
  const [ours, theirs] = pair(t);
  theirs.end('one\n\u00ff unended');
  t.is(await receive(ours), 'one');
  const rest: Buffer[] = [];
  for await (const chunk of ours) rest.push(chunk as Buffer);
  t.is(Buffer.concat(rest).toString(), '\u00ff unended');
});

const fails = test.macro<[what: string, bytes: Buffer | string, name: string, code: string]>({
  exec: async (t, _, bytes, name, code) => {
    const [ours, theirs] = pair(t);
    theirs.end(bytes);
    await t.throwsAsync(receive(ours), { name, code });
  },
  title: (_, what, __, ___, code) => `${what}: ${code}`,
});

test(fails, 'nothing', '', 'TransportError', 'disconnected');
test(fails, 'a line without its end', 'HELLOBACK', 'TransportError', 'disconnected');
test(fails, '1000 bytes without an end', 'x'.repeat(1000), 'ProtocolError', 'line_too_long');
test(fails, 'a line of 1001 bytes', `${'x'.repeat(1000)}\n`, 'ProtocolError', 'line_too_long');
test(fails, 'bytes that are not UTF-8', Buffer.from([0xc0, 0xaf, 0x0a]), 'ProtocolError', 'invalid_utf8');

test('a line of 999 bytes and its end is taken', async (t) => {
  const [ours, theirs] = pair(t);
  theirs.write(`${'x'.repeat(999)}\n`);
  t.is(await receive(ours), 'x'.repeat(999));
});

test('a stream that fails: disconnected, with its reason', async (t) => {
  const [ours] = pair(t);
  const reason = new Error('reset');
  const receiving = receive(ours);
  ours.destroy(reason);
  const error = await t.throwsAsync(receiving, { name: 'TransportError', code: 'disconnected' });
  t.is(error.cause, reason);
});

test('a stream that failed between two calls tells the next', async (t) => {
  const [ours, theirs] = pair(t);
  theirs.write('one\n');
  t.is(await receive(ours), 'one');
  const reason = new Error('reset');
  ours.destroy(reason);
  await new Promise((resolve) => ours.once('close', resolve));
  const error = await t.throwsAsync(receive(ours), { name: 'TransportError', code: 'disconnected' });
  t.is(error.cause, reason);
});

test('no line in time: timed_out, and the stream can be read on', async (t) => {
  const [ours, theirs] = pair(t);
  theirs.write('half');
  const error = await t.throwsAsync(firstValueFrom(receiveMessage(ours, 0.01)), { code: 'timed_out' });
  t.is(error.message, 'The message timed out: no answer within 0.01 s.');
  theirs.write(' and half\n');
  t.is(await receive(ours), 'half and half');
});

test('bytes that drip in do not extend the deadline', (t) => {
  const scheduler = new TestScheduler((actual, expected) => t.deepEqual(actual, expected));
  scheduler.run(({ expectObservable, cold }) => {
    const socket = new PassThrough();
    cold('1s a 1s b 1s c 1s d 1s e 1s f 1s g').subscribe((byte) => socket.push(byte));
    expectObservable(codeOf(receiveMessage(socket, 6, scheduler))).toBe('6s (c|)', { c: 'timed_out' });
  });
});

test('6 s is what they take when nothing is said', (t) => {
  const scheduler = new TestScheduler((actual, expected) => t.deepEqual(actual, expected));
  scheduler.run(({ expectObservable }) => {
    const stuck = new Duplex({ write: () => undefined, read: () => undefined });
    const sending = sendMessage('HELLO', stuck, undefined, scheduler);
    expectObservable(codeOf(sending)).toBe('6s (c|)', { c: 'not_sent' });
    const receiving = receiveMessage(stuck, undefined, scheduler);
    expectObservable(codeOf(receiving)).toBe('6s (c|)', { c: 'timed_out' });
  });
});

test('twenty calls in a row leave one listener, which is for errors', async (t) => {
  noWarnings(t);
  const [ours, theirs] = pair(t);
  const before = listenersOf(ours);
  theirs.resume();
  for (let i = 0; i < 20; i++) {
    await all(sendMessage('HELLO', ours));
    theirs.write('HELLOBACK\n');
    t.is(await receive(ours), 'HELLOBACK');
  }
  t.is(listenersOf(ours), before + 1);
  t.is(ours.listenerCount('error'), 1);
});

test('unsubscribing leaves no listener, and the stream open', async (t) => {
  const [ours, theirs] = pair(t);
  const before = listenersOf(ours);
  for (let i = 0; i < 20; i++) receiveMessage(ours).subscribe().unsubscribe();
  t.is(listenersOf(ours), before + 1);
  theirs.write('still\n');
  t.is(await receive(ours), 'still');
});
