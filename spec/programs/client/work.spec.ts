import { clearLine, cursorTo, moveCursor, type Direction } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { startWorker } from '../../../lib/programs/client/work.js';
import type { DisplayStream } from '../../../lib/programs/shared/progress.js';
import { trailingZeroBits, workDigest } from '../../../lib/protocol/digests.js';

const never = new AbortController().signal;

/** A stream that takes itself for a terminal. */
function terminal(): DisplayStream & PassThrough {
  const stream = new PassThrough();
  const cursor = {
    cursorTo: (x: number) => cursorTo(stream, x),
    clearLine: (direction: Direction) => clearLine(stream, direction),
    moveCursor: (dx: number, dy: number) => moveCursor(stream, dx, dy),
  };
  return Object.assign(stream, cursor, { isTTY: true, columns: 80 });
}

test('on a terminal the work is shown, to its end', async (t) => {
  const stderr = terminal();
  const worker = startWorker(stderr, 1800, 1);
  t.teardown(worker.close);
  const { suffix } = await worker.solve('token', 20, { signal: never });
  t.true(trailingZeroBits(workDigest('token', suffix)) >= 20);
  stderr.end();
  const shown = await text(stderr);
  t.regex(shown, /20 zero bits/);
  t.regex(shown, /Found a suffix/);
});

test('on a terminal, work that is stopped is said to be', async (t) => {
  const stderr = terminal();
  const worker = startWorker(stderr, 1800, 1);
  t.teardown(worker.close);
  const stop = new AbortController();
  const solving = worker.solve('token', 64, { signal: stop.signal });
  stop.abort();
  const outcome = await solving.then(
    () => 'solved',
    (error: unknown) => (error instanceof Error ? error.name : error),
  );
  t.is(outcome, 'AbortError');
  stderr.end();
  t.regex(await text(stderr), /Stopped without a suffix/);
});

test('elsewhere nothing is shown', async (t) => {
  const stderr = new PassThrough();
  const worker = startWorker(stderr, 1800, null);
  t.teardown(worker.close);
  const { suffix } = await worker.solve('token', 18, { signal: never });
  t.true(trailingZeroBits(workDigest('token', suffix)) >= 18);
  stderr.end();
  t.is(await text(stderr), '');
});
