import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { checksum, trailingZeroBits, workDigest } from '../../lib/protocol/digests.js';

test("the contract's checksum", (t) => {
  t.is(
    checksum(DEFAULT_TOKEN, DEFAULT_RANDOM_STRING),
    '28295607f05351eb24707046f3fa046e8a7afdabb32e6f0fba3de596cbf7c27b',
  );
});

test("the contract's proof of work: n3032842 is good for 22 bits and no more", (t) => {
  const digest = workDigest(DEFAULT_TOKEN, 'n3032842');
  t.is(digest.toString('hex'), '2c38e36ba1c4f05caafc98ef1041f3fe549ea8bc5b341828e6755e5778400000');
  t.is(trailingZeroBits(digest), 22);
});

test('the hash is over the UTF-8 bytes of both texts, nothing between', (t) => {
  const bytes = Buffer.concat([Buffer.from('tok'), Buffer.from('é\u{1f600}\r')]);
  t.deepEqual(workDigest('tok', 'é\u{1f600}\r'), createHash('sha256').update(bytes).digest());
});

const zeroBits = test.macro({
  exec: (t, hex: string, bits: number) => {
    t.is(trailingZeroBits(Buffer.from(hex, 'hex')), bits);
  },
  title: (_, hex: string, bits: number) => `<${hex}> ends in ${bits} zero bits`,
});
test(zeroBits, '01', 0);
test(zeroBits, '02', 1);
test(zeroBits, '80', 7);
test(zeroBits, '0100', 8);
test(zeroBits, 'ff8000', 15);
test(zeroBits, '00000001', 0);
test(zeroBits, '80000000', 31);
test(zeroBits, '00'.repeat(32), 256);
test(zeroBits, '', 0);

/** One bit after the other, on one big number. */
function naiveZeroBits(digest: Uint8Array): number {
  const number = BigInt(`0x${Buffer.from(digest).toString('hex')}`);
  if (number === 0n) return digest.length * 8;
  let bits = 0;
  while (((number >> BigInt(bits)) & 1n) === 0n) bits += 1;
  return bits;
}

test('trailing zero bits are those of the digest read as one number', (t) => {
  const ending = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 32 }), fc.nat({ max: 40 }));
  fc.assert(
    fc.property(ending, ([bytes, zeros]) => {
      const digest = Uint8Array.from([...bytes, ...new Uint8Array(zeros >> 2)]);
      assert.equal(trailingZeroBits(digest), naiveZeroBits(digest));
    }),
  );
  t.pass();
});
