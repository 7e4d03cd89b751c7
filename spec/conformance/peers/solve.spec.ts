import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import {
  checksumOf,
  MAX_SOLVABLE_BITS,
  solve,
  solveExactly,
  wrongSuffix,
  zeroBitsOf,
} from '../../../lib/conformance/peers/solve.js';
import { trailingZeroBits as ours, workDigest } from '../../../lib/protocol/digests.js';

const TOKEN = 'gkcjcibIFynKssuJnJpSrgvawiVjLjEbdFuYQzuWROTeTaSmqFCAzuwkwLCRgIIq';
const token = fc.stringMatching(/^[\w-]{1,64}$/);

// What is written from the protocol alone has to agree with the library: here, and here alone, they meet.
const zeroBits = (of: string, suffix: string): number => ours(workDigest(of, suffix));

test('a solution has the bits, an exact one has no more, and a wrong suffix has fewer', (t) => {
  fc.assert(
    fc.property(token, fc.integer({ min: 1, max: 8 }), (of, nBits) => {
      assert.ok(zeroBits(of, solve(of, nBits)) >= nBits);
      assert.equal(zeroBits(of, solveExactly(of, nBits)), nBits);
      assert.ok(zeroBits(of, wrongSuffix(of, nBits)) < nBits);
    }),
    { numRuns: 30 },
  );
  t.pass();
});

test('for 0 bits an exact solution ends in a one, and any suffix is a solution', (t) => {
  t.is(zeroBits(TOKEN, solveExactly(TOKEN, 0)), 0);
  t.is(solve(TOKEN, 0), 'suffix-0');
  t.is(wrongSuffix(TOKEN, 0), 'wrong-0');
});

test('the known answers of the protocol page', (t) => {
  t.is(zeroBitsOf(TOKEN, 'n3032842'), 22);
  t.is(checksumOf(TOKEN, 'LGTk'), '28295607f05351eb24707046f3fa046e8a7afdabb32e6f0fba3de596cbf7c27b');
});

for (const find of [solve, solveExactly, wrongSuffix]) {
  for (const nBits of [-1, 0.5, Number.NaN, MAX_SOLVABLE_BITS + 1, 1e9, Number.POSITIVE_INFINITY]) {
    test(`${find.name} refuses ${nBits} bits at once: a hostile server does not make it hash for ever`, (t) => {
      const { message } = t.throws(() => find(TOKEN, nBits), { instanceOf: RangeError });
      t.is(message, `n_bits must be an integer from 0 to 32 to be solved here, not ${nBits}`);
    });
  }
}
