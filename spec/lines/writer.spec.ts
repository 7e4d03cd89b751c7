import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Writable, type Duplex } from 'node:stream';
import test from 'ava';
import { concat, Observable, VirtualTimeScheduler } from 'rxjs';
import { lineAsker, lineWriter, WRITE_DEADLINE_MS } from '../../lib/lines/writer.js';
import '../support/rxjs.js';
import { closed, connection, listenersOf, outcome, textOf } from '../support/streams.js';

const SENT = { values: [], error: null };

/** Our end of a connection whose buffer is full, because nobody has read what was written. */
function full(): { ours: Duplex; theirs: Duplex } {
  const ends = connection({ highWaterMark: 4 });
  ends.ours.write('12345678\n');
  return ends;
}

test('a line is handed over at once, with its LF', async (t) => {
  const { ours, theirs } = connection();
  const send = lineWriter(ours);
  t.deepEqual(await outcome(concat(send('HELLO'), send(''), send('é\n'))), SENT);
  ours.end();
  t.is(await textOf(theirs), 'HELLO\n\né\n');
});

test('it is completed as soon as it is handed over, read or not: a deadline can be measured from there', (t) => {
  const { ours } = connection({ highWaterMark: 4 });
  let sent = false;
  lineWriter(ours)('longer than the buffer').subscribe({ complete: () => (sent = true) });
  t.true(sent);
  t.true(ours.writableNeedDrain);
});

test('nothing is written before someone subscribes', (t) => {
  const { ours } = connection();
  lineWriter(ours)('HELLO');
  t.is(ours.writableLength, 0);
});

test('after a write that returned false, the next line waits for the reader', async (t) => {
  const { ours, theirs } = full();
  const before = listenersOf(ours);
  const result = outcome(lineWriter(ours)('next'));
  await turn();
  t.is(ours.writableLength, 9, 'the line was not put on top of what nobody reads');
  const text = textOf(theirs);
  t.deepEqual(await result, SENT);
  t.deepEqual(listenersOf(ours), before);
  ours.end();
  t.is(await text, '12345678\nnext\n');
});

test('a reader who does not read is given up at the deadline, to the millisecond', (t) => {
  const { ours } = full();
  const before = listenersOf(ours);
  const time = new VirtualTimeScheduler();
  const failed: { error: unknown; at: number }[] = [];
  lineWriter(ours, { deadlineMs: 2_500, scheduler: time })('next').subscribe({
    error: (error: unknown) => failed.push({ error, at: time.now() }),
  });
  time.flush();
  t.is(failed.length, 1);
  t.like(failed[0], { at: 2_500, error: { code: 'not_sent', message: 'The peer did not read for 2.5 s.' } });
  t.is(ours.writableLength, 9);
  t.deepEqual(listenersOf(ours), before);
  t.is(WRITE_DEADLINE_MS, 10_000);
});

test('no timer is left, once the line is handed over or nobody waits for it any more', async (t) => {
  const time = new VirtualTimeScheduler();
  const { ours, theirs } = full();
  const abandoned = lineWriter(ours, { deadlineMs: 1_000, scheduler: time })('abandoned').subscribe();
  const sent = outcome(lineWriter(ours, { deadlineMs: 1_000, scheduler: time })('sent'));
  abandoned.unsubscribe();
  const text = textOf(theirs);
  t.deepEqual(await sent, SENT);
  time.flush();
  t.is(time.now(), 0, 'no time had to pass');
  ours.end();
  t.is(await text, '12345678\nsent\n');
});

const refuses = test.macro({
  exec: async (t, close: (stream: Duplex) => void, message: string) => {
    const { ours } = connection();
    ours.on('error', () => undefined);
    close(ours);
    const { error } = await outcome(lineWriter(ours)('line'));
    t.like(error, { name: 'TransportError', code: 'not_sent', message });
    ours.destroy();
    await closed(ours);
  },
  title: (title) => `not sent: ${title ?? ''}`,
});
test('our side has ended', refuses, (ours) => ours.end(), 'The connection is closed.');
test('destroyed', refuses, (ours) => ours.destroy(), 'The connection is closed.');
test('failed', refuses, (ours) => ours.destroy(new Error('reset')), 'The connection is closed.');

test('a stream that is destroyed while the line waits', async (t) => {
  const { ours } = full();
  const result = outcome(lineWriter(ours)('next'));
  ours.destroy();
  t.like((await result).error, { code: 'not_sent', message: 'The connection was closed.' });
});

test('a stream that ends while the line waits', async (t) => {
  const { ours, theirs } = full();
  const time = new VirtualTimeScheduler();
  const result = outcome(lineWriter(ours, { deadlineMs: 2_500, scheduler: time })('next'));
  ours.end();
  theirs.resume();
  await once(ours, 'finish');
  time.flush();
  t.like((await result).error, { name: 'TransportError', code: 'not_sent' });
  ours.destroy();
});

test('a line that cannot be encoded is refused before anything is written', async (t) => {
  const { ours } = connection();
  t.like((await outcome(lineWriter(ours)('two\nlines'))).error, { code: 'unsendable_line' });
  t.is(ours.writableLength, 0);
});

test('any Writable will do', async (t) => {
  const written: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, callback) => {
      written.push(chunk.toString());
      callback();
    },
  });
  t.deepEqual(await outcome(lineWriter(sink)('a')), SENT);
  t.deepEqual(written, ['a\n']);
});

test('after input: what had arrived before is delivered first, and a line that is given up is not written', async (t) => {
  const { ours, theirs } = connection();
  const order: string[] = [];
  theirs.on('data', (chunk: Buffer) => order.push(`wrote ${chunk.toString().trim()}`));
  const ask = lineAsker(ours);
  const asked = (line: string): Observable<never> =>
    new Observable((subscriber) => {
      ask(line, subscriber, () => {
        subscriber.complete();
      });
    });
  const sent = outcome(asked('asked'));
  asked('given up').subscribe().unsubscribe();
  setImmediate(() => order.push('a turn later'));
  t.deepEqual(order, []);
  t.deepEqual(await sent, SENT);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  t.true(order.includes('wrote asked'));
  t.false(order.includes('wrote given up'));
});

test('after input: once the line is written, its deadline and the close of the stream are no longer waited for', (t) => {
  const time = new VirtualTimeScheduler();
  const sink = new Writable({ highWaterMark: 1, write: () => undefined });
  sink.write('longer than the buffer');
  const told: unknown[] = [];
  let written = false;
  return new Promise<void>((resolve) => {
    new Observable((subscriber) => {
      lineAsker(sink, { deadlineMs: 1_000, scheduler: time })('line', subscriber, () => {
        written = true;
      });
    }).subscribe({ error: (error: unknown) => told.push(error) });
    setImmediate(() => {
      t.false(written);
      sink.emit('drain');
      t.true(written);
      time.flush();
      sink.emit('close');
      t.deepEqual(told, []);
      resolve();
    });
  });
});
