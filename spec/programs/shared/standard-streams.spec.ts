import test from 'ava';
import { PassThrough, Writable } from 'node:stream';
import { flush, ignoreErrors, writeText } from '../../../lib/programs/shared/standard-streams.js';

/** A stream that takes what is written when it is told to. */
function slowStream(): { stream: Writable; taken: string[]; take: () => void } {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, callback) => {
      waiting.push(() => {
        taken.push(String(chunk));
        callback();
      });
    },
  });
  const take = (): void => waiting.shift()?.();
  return { stream, taken, take };
}

function brokenStream(): Writable {
  return new Writable({
    write: (_chunk, _encoding, callback) => {
      callback(new Error('EPIPE'));
    },
  });
}

test('the errors of a stream end nothing, and one listener is enough', async (t) => {
  const stream = brokenStream();
  ignoreErrors(stream);
  ignoreErrors(stream);
  stream.write('one\n');
  await new Promise((resolve) => stream.once('close', resolve));
  t.is(stream.errored?.message, 'EPIPE');
  t.is(stream.listenerCount('error'), 1);
});

test('a text that is written resolves, one that cannot be rejects', async (t) => {
  const stream = new PassThrough();
  await writeText(stream, 'text');
  t.is(String(stream.read()), 'text');
  const broken = brokenStream();
  ignoreErrors(broken);
  await t.throwsAsync(writeText(broken, 'text'), { message: 'EPIPE' });
});

test('a flush waits for all that was written', async (t) => {
  const { stream, taken, take } = slowStream();
  stream.write('one');
  stream.write('two');
  const flushed = flush(stream, 60_000).then(() => [...taken]);
  for (let n = 0; n < 3; n++) {
    take();
    await new Promise(setImmediate);
  }
  t.deepEqual(await flushed, ['one', 'two', '']);
});

test('nothing is written to a stream where nothing waits', async (t) => {
  const stream = new Writable({ write: () => t.fail() });
  await flush(stream);
  t.is(stream.writableLength, 0);
});

test('a flush gives up: at its deadline, and when the stream is destroyed', async (t) => {
  const { stream, taken } = slowStream();
  stream.write('one');
  await flush(stream, 1);
  stream.destroy();
  await flush(stream);
  t.deepEqual(taken, []);
});
