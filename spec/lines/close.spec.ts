import { once } from 'node:events';
import { Duplex, PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import test from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { closeGracefully, LINGER_DEADLINE_MS, LINGER_MAX_BYTES } from '../../lib/lines/close.js';
import '../support/rxjs.js';
import { all, closed, connection, textOf } from '../support/streams.js';

test('a peer that ends its side too: closed in order, and it has read our last line', async (t) => {
  const { ours, theirs } = connection();
  ours.write('FAIL reason\n');
  const graceful = all(closeGracefully(ours));
  t.is(await textOf(theirs), 'FAIL reason\n');
  t.false(ours.destroyed, 'the peer still has its say');
  theirs.end();
  t.deepEqual(await graceful, [true]);
  t.true(ours.closed);
});

test('a peer that is still sending is read to its end, and reads our last line', async (t) => {
  const { ours, theirs } = connection({ highWaterMark: 10 });
  ours.pause();
  for (let i = 0; i < 100; i++) theirs.write('x'.repeat(100));
  theirs.end();
  ours.write('FAIL reason\n');
  const graceful = all(closeGracefully(ours));
  t.is(await textOf(theirs), 'FAIL reason\n');
  t.deepEqual(await graceful, [true]);
});

test('a peer that ended first', async (t) => {
  const { ours, theirs } = connection();
  theirs.resume().end();
  ours.resume();
  await once(ours, 'end');
  t.deepEqual(await all(closeGracefully(ours)), [true]);
});

test('a peer that never ends is torn down at the deadline, not before', async (t) => {
  const { ours } = connection();
  const time = new VirtualTimeScheduler();
  time.maxFrames = 2_999;
  const graceful = all(closeGracefully(ours, { deadlineMs: 3_000, scheduler: time }));
  time.flush();
  await turn();
  t.false(ours.destroyed);
  time.maxFrames = 3_000;
  time.flush();
  t.true(ours.destroyed);
  t.deepEqual(await graceful, [false]);
});

test('a peer that has ended its side, and whose reset nobody tells: it is not waited for that long', async (t) => {
  for (const [deadlineMs, expected] of [
    [undefined, 1_000],
    [300, 300],
  ] as const) {
    // Its last write never ends, as on Node 24.
    const gone = new Duplex({ read: () => undefined, write: () => undefined });
    gone.resume().push(null);
    await once(gone, 'end');
    gone.write('HELLO\n');
    const time = new VirtualTimeScheduler();
    time.maxFrames = Infinity;
    const graceful = all(closeGracefully(gone, { scheduler: time, ...(deadlineMs && { deadlineMs }) }));
    await turn();
    t.false(gone.destroyed);
    time.flush();
    t.is(time.now(), expected);
    await graceful;
    t.true(gone.closed);
  }
});

test('when not told, five seconds and 4 MiB', async (t) => {
  t.is(LINGER_DEADLINE_MS, 5_000);
  t.is(LINGER_MAX_BYTES, 4 * 1024 * 1024);
  const { ours } = connection();
  const time = new VirtualTimeScheduler();
  time.maxFrames = Infinity;
  const graceful = all(closeGracefully(ours, { scheduler: time }));
  time.flush();
  t.is(time.now(), 5_000);
  t.deepEqual(await graceful, [false]);
});

const floods = test.macro({
  exec: async (t, chunks: number, expected: boolean) => {
    const { ours, theirs } = connection();
    ours.resume();
    // Its deadline never comes, however busy the machine is.
    const scheduler = new VirtualTimeScheduler();
    const graceful = all(closeGracefully(ours, { maxBytes: 300, scheduler }));
    theirs.resume();
    for (let i = 0; i < chunks; i++) {
      theirs.write(Buffer.alloc(100));
      await turn();
    }
    theirs.end();
    t.deepEqual(await graceful, [expected]);
  },
  title: (_, chunks: number, expected) =>
    `${chunks * 100} of 300 bytes: ${expected ? 'closed in order' : 'torn down'}`,
});
test(floods, 3, true);
test(floods, 4, false);

const over = test.macro({
  exec: async (t, end: (stream: Duplex) => void, expected: boolean) => {
    const { ours, theirs } = connection();
    ours.on('error', () => undefined);
    ours.resume();
    theirs.resume().end();
    await once(ours, 'end');
    end(ours);
    await closed(ours);
    t.deepEqual(await all(closeGracefully(ours)), [expected]);
  },
  title: (title) => `already closed: ${title ?? ''}`,
});
test('in order', over, (ours) => ours.end(), true);
test('by an error', over, (ours) => ours.destroy(new Error('reset')), false);

test('destroyed a moment ago: the error that is still to come does not end the process', async (t) => {
  const { ours } = connection();
  ours.destroy(new Error('reset'));
  t.deepEqual(await all(closeGracefully(ours)), [false]);
  await turn();
});

test('a stream that fails meanwhile was not closed in order', async (t) => {
  const { ours } = connection();
  const graceful = all(closeGracefully(ours));
  ours.destroy(new Error('reset'));
  t.deepEqual(await graceful, [false]);
});

test('unsubscribing destroys the stream, and leaves no timer', async (t) => {
  const { ours } = connection();
  const time = new VirtualTimeScheduler();
  const emitted: boolean[] = [];
  closeGracefully(ours, { scheduler: time })
    .subscribe((graceful) => emitted.push(graceful))
    .unsubscribe();
  t.true(ours.destroyed);
  await closed(ours);
  time.flush();
  t.is(time.now(), 0);
  t.deepEqual(emitted, []);
});

test('an error that comes when nobody is interested any more does not end the process', async (t) => {
  const stream = new PassThrough();
  const graceful = all(closeGracefully(stream));
  t.deepEqual(await graceful, [true]);
  t.true(stream.emit('error', new Error('late')));
});

test('what the peer has not read yet is not thrown away by closing', async (t) => {
  const { ours, theirs } = connection({ highWaterMark: 4 });
  ours.write('FAIL a long reason\n');
  const graceful = all(closeGracefully(ours));
  await turn();
  t.false(ours.destroyed);
  t.is(await textOf(theirs), 'FAIL a long reason\n');
  theirs.end();
  t.deepEqual(await graceful, [true]);
});
