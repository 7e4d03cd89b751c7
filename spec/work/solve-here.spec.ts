import test from 'ava';
import type { Scanner } from '../../lib/work/scanner.js';
import { solveHere } from '../../lib/work/solve-here.js';

test('attempts count every candidate that was tried', async (t) => {
  const scanner: Scanner = { batch: 64, scan: (index) => (index === 4 ? ['suffix'] : []) };
  const { suffix, attempts } = await solveHere(() => scanner);
  t.is(suffix, 'suffix');
  t.is(attempts, 5 * 64);
});

test('a long search lets the program go on, and an abort ends it', async (t) => {
  const abort = new AbortController();
  // The second of two turns of the event loop, so that the search has gone on in between.
  setImmediate(() => {
    setImmediate(() => {
      abort.abort(new Error('gone'));
    });
  });
  const never: Scanner = { batch: 64, scan: () => [] };
  await t.throwsAsync(
    solveHere(() => never, abort.signal),
    { message: 'gone' },
  );
});
