import { createHash } from 'node:crypto';
import test from 'ava';
import {
  decoy,
  firstFit,
  RIGHT,
  WRONG_READINGS,
  type Reading,
} from '../../../lib/conformance/client/wrong-readings.js';
import { Random } from '../../../lib/conformance/engine/random.js';

/** A digest of these bytes, in hex, at its front and its end. */
const digest = (front: string, end: string): Buffer =>
  Buffer.from(front.padEnd(64 - end.length, 'f') + end, 'hex');

const takes = test.macro((t, reading: Reading, nBits: number, taken: Buffer, refused: Buffer) => {
  t.true(reading(taken, nBits));
  t.false(reading(refused, nBits));
});

test('the right reading', takes, RIGHT, 7, digest('', '80'), digest('', '40'));
test('leading zeros', takes, WRONG_READINGS.leadingZeros, 7, digest('01', ''), digest('02', ''));
test('little-endian', takes, WRONG_READINGS.littleEndian, 7, digest('80', ''), digest('40', ''));
test('high bits', takes, WRONG_READINGS.highBitsOfLastByte, 7, digest('', '01'), digest('', '02'));
test('whole digits', takes, WRONG_READINGS.wholeDigits, 7, digest('', '10'), digest('', '08'));
test('whole bytes', takes, WRONG_READINGS.wholeBytes, 15, digest('', '0100'), digest('', '0080'));

const misleads = test.macro((t, reading: Reading, nBits: number) => {
  const random = new Random(1, 'decoys');
  for (let count = 0; count < 20; count++) {
    const token = decoy(random, nBits, reading);
    for (const from of [0, 1]) {
      const taken = firstFit(token, nBits, reading, from);
      t.false(RIGHT(createHash('sha256').update(`${token}${taken}`).digest(), nBits));
    }
  }
});

test('who counts leading zeros is misled', misleads, WRONG_READINGS.leadingZeros, 8);
test('who reads little-endian is misled', misleads, WRONG_READINGS.littleEndian, 8);
test('who counts from the high end is misled', misleads, WRONG_READINGS.highBitsOfLastByte, 4);
test('who counts whole digits is misled', misleads, WRONG_READINGS.wholeDigits, 7);
test('who counts whole bytes is misled', misleads, WRONG_READINGS.wholeBytes, 7);

test('nobody is misled by a reading that is right', (t) => {
  const random = new Random(1, 'decoys');
  t.throws(() => decoy(random, 8, WRONG_READINGS.highBitsOfLastByte), { instanceOf: RangeError });
});
