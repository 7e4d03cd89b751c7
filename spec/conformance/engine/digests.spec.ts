import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { sha256, trailingZeros } from '../../../lib/conformance/engine/digests.js';
import { trailingZeroBits as ours, workDigest } from '../../../lib/protocol/digests.js';

// What is written from the protocol alone has to agree with the library: here, and in solve.spec, they meet.

test('zero bits are counted as the library counts them, in bytes of every kind', (t) => {
  const zeros = fc.integer({ min: 0, max: 32 });
  const bytes = fc.tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), zeros);
  fc.assert(
    fc.property(bytes, ([some, zeroBytes]) => {
      const digest = Buffer.from(some).fill(0, 32 - zeroBytes);
      assert.equal(trailingZeros(digest), ours(digest));
    }),
  );
  t.is(trailingZeros(Buffer.alloc(32)), 256);
  t.is(trailingZeros(Buffer.of(0x01, 0x80, 0x00)), 15);
  t.is(trailingZeros(Buffer.of(0x01)), 0);
});

test('a digest is that of the library', (t) => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (token, suffix) => {
      assert.deepEqual(sha256(token, suffix), workDigest(token, suffix));
    }),
  );
  t.pass();
});
