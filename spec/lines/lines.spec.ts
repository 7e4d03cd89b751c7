import assert from 'node:assert/strict';
import { PassThrough, Readable, Transform } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import test from 'ava';
import fc from 'fast-check';
import { take } from 'rxjs';
import { lines } from '../../lib/lines/lines.js';
import { ProtocolError, TransportError } from '../../lib/protocol/errors.js';
import '../support/rxjs.js';
import { cutBytes, hostileBytes, lineContent, linesByTheContract } from '../support/bytes.js';
import { all, closed, connection, cutAt, listenersOf, outcome } from '../support/streams.js';

/** The lines of these pieces, over a connection in memory that is ended behind them. */
async function linesOf(pieces: readonly (Buffer | string)[]): Promise<{ values: string[]; error: unknown }> {
  const { ours, theirs } = connection();
  const result = outcome(lines(ours));
  for (const piece of pieces) theirs.write(piece);
  theirs.end();
  return result;
}

test('any cut of the same bytes gives the same lines', async (t) => {
  const whole = fc.array(lineContent, { maxLength: 6 });
  const cut = whole.chain((all) =>
    cutBytes(fc.constant(Buffer.from(all.map((line) => `${line}\n`).join('')))).map((how) => ({
      ...how,
      all,
    })),
  );
  await fc.assert(
    fc.asyncProperty(cut, async ({ bytes, places, all }) => {
      assert.deepEqual(await linesOf(cutAt(bytes, places)), { values: all, error: null });
    }),
  );
  t.pass();
});

test('bytes that are not UTF-8 are an error that says so, and does not show them', async (t) => {
  const { error } = await linesOf([Buffer.from([0x61, 0xff, 0x0a])]);
  t.is((error as Error).message, 'The line is not valid UTF-8.');
});

test("a stranger's bytes, however they are cut, give the contract's lines, and then its error", async (t) => {
  await fc.assert(
    fc.asyncProperty(cutBytes(hostileBytes), async ({ bytes, places }) => {
      const { values, error } = await linesOf(cutAt(bytes, places));
      const expected = linesByTheContract(bytes);
      assert.deepEqual(values, expected.lines);
      assert.equal(error instanceof ProtocolError ? error.code : error, expected.code);
    }),
  );
  t.pass();
});

const brings = test.macro({
  exec: async (t, bytes: string, expected: string[]) => {
    t.deepEqual(await linesOf([bytes]), { values: expected, error: null });
  },
  title: (title) => title ?? '',
});
test('nothing at all', brings, '', []);
test('empty lines are lines', brings, '\n\na\n\n', ['', '', 'a', '']);
test('CR is content', brings, 'a\r\n\r\n\rb\n', ['a\r', '\r', '\rb']);
test('a byte order mark is content', brings, '\ufeffa\n\ufeffb\n', ['\ufeffa', '\ufeffb']);
test('NUL is content', brings, 'a\0b\n', ['a\0b']);
test('other line ends are content', brings, 'a\u2028b\u0085c\vd\n', ['a\u2028b\u0085c\vd']);
test('an unended last line is no line', brings, 'a\nb', ['a']);

test('the 1000th byte without LF is an error at once: nobody waits for the end', async (t) => {
  const { ours, theirs } = connection();
  const result = outcome(lines(ours));
  for (let sent = 0; sent < 1000; sent++) theirs.write('x');
  const { error } = await result;
  t.like(error, { name: 'ProtocolError', code: 'line_too_long' });
  t.is((error as Error).message, 'The line is longer than 1000 bytes with its LF.');
});

test('reading goes on where the last subscription left off', async (t) => {
  const { ours, theirs } = connection();
  theirs.write('one\ntwo\nthr');
  t.deepEqual(await all(lines(ours).pipe(take(1))), ['one']);
  t.deepEqual(await all(lines(ours).pipe(take(1))), ['two']);
  const third = all(lines(ours).pipe(take(1)));
  await turn();
  theirs.write('ee\nfo');
  t.deepEqual(await third, ['three']);
  const abandoned = lines(ours).subscribe();
  await turn();
  theirs.write('u');
  abandoned.unsubscribe();
  theirs.end('r\n');
  t.deepEqual(await all(lines(ours)), ['four']);
});

test('reading one line at a time gives the same lines, however they were cut', async (t) => {
  const cut = fc.array(lineContent, { minLength: 1, maxLength: 5 }).chain((all) =>
    cutBytes(fc.constant(Buffer.from(all.map((line) => `${line}\n`).join('')))).map((how) => ({
      ...how,
      all,
    })),
  );
  await fc.assert(
    fc.asyncProperty(cut, async ({ bytes, places, all: expected }) => {
      const { ours, theirs } = connection();
      for (const piece of cutAt(bytes, places)) theirs.write(piece);
      theirs.end();
      const got: string[] = [];
      for (const _ of expected) got.push(...(await all(lines(ours).pipe(take(1)))));
      assert.deepEqual(got, expected);
      assert.deepEqual(await all(lines(ours)), []);
    }),
  );
  t.pass();
});

test('what is read by someone else afterwards is exactly the rest', async (t) => {
  const { ours, theirs } = connection();
  theirs.end('one\nrest, \xff and all');
  t.deepEqual(await all(lines(ours).pipe(take(1))), ['one']);
  ours.setEncoding('utf8');
  ours.resume();
  t.is((await ours.toArray()).join(''), 'rest, \xff and all');
});

test('a source that brings more while a line is being handled keeps its order', async (t) => {
  const source = new Readable({ read: () => undefined });
  const got: string[] = [];
  lines(source).subscribe((line) => {
    got.push(line);
    if (line === 'one') source.push('four\nfive\n');
  });
  await turn();
  source.push('one\ntwo\nthree\n');
  t.deepEqual(got, ['one', 'two', 'three', 'four', 'five']);
});

test('a source of strings works too', async (t) => {
  t.deepEqual(await all(lines(Readable.from(['a', '\nb\u00e9', '\n', 'c\n']))), ['a', 'bé', 'c']);
});

const leaves = test.macro({
  exec: async (t, end: (source: PassThrough) => void) => {
    const source = new PassThrough();
    source.on('error', () => undefined);
    const before = listenersOf(source);
    const result = outcome(lines(source));
    source.write('one\ntw');
    await turn();
    end(source);
    const { values, error } = await result;
    t.deepEqual(values, ['one']);
    t.is(error === null, source.readableEnded);
    t.deepEqual(listenersOf(source), before);
  },
  title: (title) => `no listener stays: ${title ?? ''}`,
});
test('the source ends', leaves, (source) => source.end());
test('the source fails', leaves, (source) => source.destroy(new Error('reset')));
test('the source is closed', leaves, (source) => source.destroy());
test('the source breaks the rules', leaves, (source) => source.write(Buffer.alloc(1000)));

test('unsubscribing leaves no listener, does not end the stream, and stops reading', async (t) => {
  const { ours, theirs } = connection();
  const before = listenersOf(ours);
  const subscription = lines(ours).subscribe();
  await turn();
  subscription.unsubscribe();
  t.deepEqual(listenersOf(ours), before);
  t.true(ours.isPaused());
  t.false(ours.destroyed);
  theirs.write('later\n');
  t.deepEqual(await all(lines(ours).pipe(take(1))), ['later']);
});

test.serial('no stream stays: each subscription destroys its splitter', (t) => {
  const destroyed: unknown[] = [];
  // A splitter is the only Transform here; the streams of a connection are none.
  Reflect.set(Transform.prototype, 'destroy', function (this: Readable, error?: Error) {
    destroyed.push(this);
    return Readable.prototype.destroy.call(this, error);
  });
  t.teardown(() => Reflect.deleteProperty(Transform.prototype, 'destroy'));
  lines(connection().ours).subscribe().unsubscribe();
  t.is(destroyed.length, 1);
});

const fails = test.macro({
  exec: async (t, destroyWith: Error | undefined, when: 'before' | 'after') => {
    const { ours } = connection();
    ours.on('error', () => undefined);
    const result = when === 'after' ? outcome(lines(ours)) : null;
    ours.destroy(destroyWith);
    if (when === 'before') await closed(ours);
    const { values, error } = await (result ?? outcome(lines(ours)));
    t.deepEqual(values, []);
    t.true(error instanceof TransportError);
    t.like(error, { code: 'disconnected', message: 'The peer left.' });
    t.is((error as Error).cause, destroyWith);
  },
  title: (_, error: Error | undefined, when) =>
    `a stream that ${error ? 'fails' : 'is closed'} ${String(when)} it is read: disconnected`,
});
test(fails, new Error('reset'), 'before');
test(fails, new Error('reset'), 'after');
test(fails, undefined, 'before');
test(fails, undefined, 'after');

test('a stream that had ended before completes at once', async (t) => {
  const { ours, theirs } = connection();
  theirs.end();
  t.deepEqual(await all(lines(ours)), []);
  t.deepEqual(await all(lines(ours)), []);
});

test('a stream that has ended and is closed completes too, at once', async (t) => {
  const ended = new PassThrough().end().resume();
  await closed(ended);
  t.true(ended.destroyed);
  let completed = false;
  lines(ended).subscribe({ complete: () => (completed = true) });
  t.true(completed);
});

test('what a source of strings still holds is put back as it came', async (t) => {
  const source = new PassThrough().setEncoding('utf8');
  const first = all(lines(source).pipe(take(1)));
  source.write('é\nü\nrest');
  t.deepEqual(await first, ['é']);
  t.deepEqual(await all(lines(source).pipe(take(1))), ['ü']);
  source.end(' of it\n');
  t.deepEqual(await all(lines(source)), ['rest of it']);
});

test('lines that came before the stream failed are delivered first', async (t) => {
  const { ours, theirs } = connection();
  const result = outcome(lines(ours));
  theirs.write('one\ntwo\nthr');
  await turn();
  ours.destroy(new Error('reset'));
  const { values, error } = await result;
  t.deepEqual(values, ['one', 'two']);
  t.like(error, { code: 'disconnected' });
});

test('what stays unread is handed over at the end, and is still there for the next reader', async (t) => {
  const { ours, theirs } = connection();
  const kept = { bytes: Buffer.alloc(0) };
  const first = outcome(lines(ours, kept).pipe(take(1)));
  theirs.write('one\ntwo');
  t.deepEqual(await first, { values: ['one'], error: null });
  t.is(kept.bytes.toString(), 'two');
  theirs.end('\n');
  t.deepEqual(await outcome(lines(ours)), { values: ['two'], error: null });
});
