import { Writable } from 'node:stream';
import test from 'ava';
import { writeThrough } from '../../lib/lines/write-through.js';
import { listenersOf, outcome } from '../support/streams.js';

/** A stream whose writes end when the test says so. */
function slow(): { sink: Writable; wrote: string[]; end: (error?: Error) => void } {
  const wrote: string[] = [];
  let end: (error?: Error) => void = () => undefined;
  const sink = new Writable({
    decodeStrings: false,
    write: (text: string, _, done) => {
      wrote.push(text);
      end = (error) => {
        done(error ?? null);
      };
    },
  });
  sink.on('error', () => undefined);
  return {
    sink,
    wrote,
    end: (error) => {
      end(error);
    },
  };
}

test('completes when the stream has written the line, and leaves no listener', async (t) => {
  const { sink, wrote, end } = slow();
  const before = listenersOf(sink);
  let over = false;
  const result = outcome(writeThrough(sink, 'HELLO')).then((value) => ((over = true), value));
  await new Promise(setImmediate);
  t.deepEqual(wrote, ['HELLO\n']);
  t.false(over);
  end();
  t.deepEqual(await result, { values: [], error: null });
  t.deepEqual(listenersOf(sink), before);
});

test('a write that fails: not_sent, with its cause', async (t) => {
  const { sink, end } = slow();
  const result = outcome(writeThrough(sink, 'HELLO'));
  const cause = new Error('EPIPE');
  end(cause);
  t.like((await result).error, { code: 'not_sent', message: 'The line could not be written.', cause });
});

test('a stream that was destroyed, and one that is while it holds the line', async (t) => {
  const cause = new Error('reset');
  const { sink } = slow();
  const result = outcome(writeThrough(sink, 'HELLO'));
  sink.destroy(cause);
  t.like((await result).error, { code: 'not_sent', cause });
  t.like((await outcome(writeThrough(sink, 'HELLO'))).error, { code: 'not_sent', cause });
});

test('a line that cannot be sent is not written', async (t) => {
  const { sink, wrote } = slow();
  t.like((await outcome(writeThrough(sink, 'a\nb'))).error, { code: 'unsendable_line' });
  t.deepEqual(wrote, []);
});
