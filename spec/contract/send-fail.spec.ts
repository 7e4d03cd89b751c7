import { PassThrough, Writable } from 'node:stream';
import test from 'ava';
import { lastValueFrom, toArray, type Observable } from 'rxjs';
import { sendFail } from '../../lib/contract/send-fail.js';
import { connection } from '../support/streams.js';

const all = (messages: Observable<never>): Promise<never[]> => lastValueFrom(messages.pipe(toArray()));

test('the line is sent as it is, and the stream stays open', async (t) => {
  const socket = new PassThrough();
  t.deepEqual(await all(sendFail('FAIL Server is full.', socket)), []);
  t.is(String(socket.read()), 'FAIL Server is full.\n');
  t.true(socket.writable);
});

const neverErrors = test.macro<[what: string, socket: () => Writable, line?: string]>({
  exec: async (t, _, socket, line = 'FAIL receiving.') => {
    t.deepEqual(await all(sendFail(line, socket())), []);
  },
  title: (_, what) => `never an error: ${what}`,
});

test(neverErrors, 'a destroyed stream', () => new PassThrough().destroy());
test(neverErrors, 'a stream that has ended', () => new PassThrough().end());
test(neverErrors, 'a stream that was destroyed with an error', () =>
  new PassThrough().on('error', () => null).destroy(new Error('reset')),
);
test(neverErrors, 'a write that fails', () => {
  return new Writable({
    write: (_chunk, _encoding, callback) => {
      callback(new Error('broken pipe'));
    },
  });
});
test(neverErrors, 'a line that cannot be sent', () => new PassThrough(), 'FAIL two\nlines');
test(neverErrors, 'a line that is too long', () => new PassThrough(), `FAIL ${'x'.repeat(1000)}`);

test('never an error: a stream that is destroyed before it has written', async (t) => {
  const { ours } = connection();
  const sending = all(sendFail('FAIL receiving.', ours));
  ours.destroy();
  t.deepEqual(await sending, []);
});

test('twenty in a row on a dead stream leave no listener behind', async (t) => {
  const socket = new PassThrough().destroy();
  for (let i = 0; i < 20; i++) await all(sendFail('FAIL', socket));
  t.true(socket.listenerCount('error') <= 1);
  t.is(socket.listenerCount('close'), 0);
});
