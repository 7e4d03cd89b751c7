import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { causeOfAnswer, causeOfSuffix } from '../../../lib/conformance/client/causes.js';
import {
  firstFit,
  RIGHT,
  WRONG_READINGS,
  type Reading,
} from '../../../lib/conformance/client/wrong-readings.js';

const TOKEN = 'token';
const BITS = 8;
/** No multiple of a digit, or of a byte. */
const BROKEN_BITS = 10;
const DIGITS_BROKEN_BITS = 11;

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The first suffix that is right for `text` in the place of token and suffix, and wrong as it is. */
function suffixFor(text: (suffix: string) => string): string {
  for (let number = 0; ; number++) {
    const suffix = String(number);
    if (RIGHT(sha256(text(suffix)), BITS) && !RIGHT(sha256(TOKEN + suffix), BITS)) return suffix;
  }
}

function misread(reading: Reading, nBits = BITS): string {
  for (let from = 0; ; from++) {
    const suffix = firstFit(TOKEN, nBits, reading, from);
    if (!RIGHT(sha256(`${TOKEN}${suffix}`), nBits)) return String(suffix);
  }
}

const { leadingZeros, littleEndian } = WRONG_READINGS;
const leadingAlone: Reading = (digest, nBits) => leadingZeros(digest, nBits) && !littleEndian(digest, nBits);
const littleEndianAlone: Reading = (digest, nBits) =>
  littleEndian(digest, nBits) && !leadingZeros(digest, nBits);

const namesSuffix = test.macro((t, suffix: string, cause: RegExp, nBits: number = BITS) => {
  t.regex(causeOfSuffix(TOKEN, Buffer.from(suffix), nBits) ?? '', cause);
});

test(
  'the first byte is zero',
  namesSuffix,
  misread(WRONG_READINGS.leadingZeros),
  /first bytes of the digest/,
);
test('leading zeros', namesSuffix, misread(leadingAlone, BROKEN_BITS), /front of the digest/, BROKEN_BITS);
test('little-endian', namesSuffix, misread(littleEndianAlone, BROKEN_BITS), /little-endian/, BROKEN_BITS);
test(
  'high bits',
  namesSuffix,
  misread(WRONG_READINGS.highBitsOfLastByte, BROKEN_BITS),
  /high end/,
  BROKEN_BITS,
);
test(
  'whole digits',
  namesSuffix,
  misread(WRONG_READINGS.wholeDigits, DIGITS_BROKEN_BITS),
  /whole hex digits/,
  DIGITS_BROKEN_BITS,
);
test(
  'an LF behind it',
  namesSuffix,
  suffixFor((suffix) => `${TOKEN}${suffix}\n`),
  /an LF/,
);
test(
  'a space between',
  namesSuffix,
  suffixFor((suffix) => `${TOKEN} ${suffix}`),
  /a space/,
);
test(
  'the suffix first',
  namesSuffix,
  suffixFor((suffix) => `${suffix}${TOKEN}`),
  /before the token/,
);
test(
  'the suffix alone',
  namesSuffix,
  suffixFor((suffix) => suffix),
  /without the token/,
);
test(
  'one too many',
  namesSuffix,
  suffixFor((suffix) => `${TOKEN}${Number(suffix) - 1}`),
  /the number behind/,
);
test('CR LF', namesSuffix, '5\r', /CR LF/);

test('a wrong suffix of few bits has no cause: it could be chance', (t) => {
  t.is(causeOfSuffix(TOKEN, Buffer.from(misread(WRONG_READINGS.leadingZeros, 4)), 4), undefined);
});

const RIGHT_SUM = sha256('tokenrandom').toString('hex');

const namesAnswer = test.macro((t, line: string, cause: RegExp) => {
  t.regex(causeOfAnswer(Buffer.from(line), TOKEN, 'random') ?? '', cause);
});

test('upper case', namesAnswer, `${RIGHT_SUM.toUpperCase()} v`, /lower case/);
test('no space', namesAnswer, `${RIGHT_SUM}:v`, /One space/);
test('a space before', namesAnswer, ` ${RIGHT_SUM} v`, /without a space before/);
test('a name before', namesAnswer, `EMAIL1 ${RIGHT_SUM} v`, /nothing before/);
test(
  'the random string first',
  namesAnswer,
  `${sha256('randomtoken').toString('hex')} v`,
  /before the token/,
);
test('the random string alone', namesAnswer, `${sha256('random').toString('hex')} v`, /without the token/);
test('the token alone', namesAnswer, `${sha256('token').toString('hex')} v`, /without the random string/);
test('the LF, too', namesAnswer, `${sha256('tokenrandom\n').toString('hex')} v`, /the LF/);
test('a space, too', namesAnswer, `${sha256('token random').toString('hex')} v`, /hashes a space/);
test('Base64', namesAnswer, `${sha256('tokenrandom').toString('base64')} v`, /Base64/);

test('any bytes of a stranger have a cause, or none', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: 0, max: 64 }), (bytes, nBits) => {
      causeOfSuffix(TOKEN, Buffer.from(bytes), nBits);
      causeOfAnswer(Buffer.from(bytes), TOKEN, 'random');
    }),
  );
  t.pass();
});
