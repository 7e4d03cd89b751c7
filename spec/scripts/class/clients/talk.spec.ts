import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { trailingZeroBits, workDigest } from '../../../../lib/protocol/digests.js';
import { solve, wrongSuffix } from '../../../../scripts/class/clients/talk.js';

const zeroBits = (token: string, suffix: string): number => trailingZeroBits(workDigest(token, suffix));

// What is written from the protocol alone has to agree with the library.

test('a solution has the bits, and a wrong suffix has not', (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w-]{1,64}$/), fc.integer({ min: 1, max: 8 }), (token, nBits) => {
      assert.ok(zeroBits(token, solve(token, nBits)) >= nBits);
      assert.ok(zeroBits(token, wrongSuffix(token, nBits)) < nBits);
    }),
    { numRuns: 30 },
  );
  t.pass();
});
