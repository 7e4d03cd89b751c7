import test from 'ava';
import { Control } from '../../lib/work/control.js';
import type { Scanner } from '../../lib/work/scanner.js';
import { search } from '../../lib/work/search.js';

/** Finds nothing, notes which batches it was asked for, and stops the search after some. */
function noting(control: Control, batches: number, tried: number[]): Scanner {
  return {
    batch: 10,
    scan(index) {
      tried.push(index);
      if (tried.length === batches) control.stop();
      return [];
    },
  };
}

test('the shares of all threads together are every batch once', (t) => {
  const all: number[] = [];
  for (const first of [0, 1, 2]) {
    const control = new Control();
    const tried: number[] = [];
    t.is(search(noting(control, 5, tried), { first, stride: 3 }, control), null);
    t.is(control.attempts, 50);
    all.push(...tried);
  }
  t.deepEqual(
    all.sort((a, b) => a - b),
    Array.from({ length: 15 }, (_, index) => index),
  );
});

test('the first suffix of a batch ends the search', (t) => {
  const control = new Control();
  const scanner: Scanner = { batch: 10, scan: (index) => (index === 7 ? ['one', 'two'] : []) };
  t.is(search(scanner, { first: 1, stride: 2 }, control), 'one');
  t.is(control.attempts, 40);
});

test('a search that was stopped before it began tries nothing', (t) => {
  const control = new Control();
  control.stop();
  const tried: number[] = [];
  t.is(search(noting(control, 1, tried), { first: 0, stride: 1 }, control), null);
  t.deepEqual(tried, []);
});
