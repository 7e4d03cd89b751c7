import test from 'ava';
import fc from 'fast-check';
import { shortReadingsOf, readingsOf } from '../../../../lib/observe/tutorial/hints/encodings.js';
import { lengthPrefix } from '../../../../lib/observe/tutorial/hints/framings.js';
import {
  bytesOfCharacters,
  rawReadings,
  spelledDigests,
} from '../../../../lib/observe/tutorial/hints/spellings.js';

/** The ways in which programs write bytes. */
const spelled = fc
  .tuple(
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
    fc.constantFrom(', ', ',', ' ', ':', ';', '\\x', ' 0x', '-'),
    fc.constantFrom(10, 16, 8, 2),
    fc.constantFrom(['[', ']'], ['<Buffer ', '>'], ["b'", "'"], ['{', '}'], ['(', ')'], ['', '']),
  )
  .map(([bytes, between, radix, [open = '', close = '']]) => {
    const parts = Array.from(bytes, (byte) => byte.toString(radix));
    return `${open}${parts.join(between)}${close}`;
  });

test('any line is read without an error, and every reading is hex digits', (t) => {
  fc.assert(
    fc.property(fc.oneof(spelled, fc.string(), fc.base64String()), (line) =>
      [...spelledDigests(line), ...readingsOf(line), ...shortReadingsOf(line)].every(({ hex }) =>
        /^[0-9a-f]*$/.test(hex),
      ),
    ),
    { numRuns: 500 },
  );
  t.pass();
});

test('any bytes are looked at without an error', (t) => {
  const prefixed = fc
    .tuple(fc.uint8Array({ maxLength: 20 }), fc.constantFrom(1, 2, 4, 8), fc.boolean())
    .map(([bytes, size, little]) => {
      const head = Buffer.alloc(size);
      if (little) head.writeUIntLE(bytes.length, 0, Math.min(size, 6));
      else head.writeUIntBE(bytes.length, Math.max(size - 6, 0), Math.min(size, 6));
      return Buffer.concat([head, bytes]);
    });
  const any = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(prefixed, any), (bytes) => {
      const hint = lengthPrefix(bytes);
      const readings = rawReadings(bytes, 'raw bytes');
      const back = bytesOfCharacters(bytes.toString('latin1'));
      return (
        hint?.found !== '' &&
        readings.every(({ hex }) => /^[0-9a-f]*$/.test(hex)) &&
        (back === null || back.length <= bytes.length)
      );
    }),
    { numRuns: 500 },
  );
  t.pass();
});
