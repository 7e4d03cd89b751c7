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
const BITS = 7;

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The first suffix that is right for `text` in the place of token and suffix, and wrong as it is. */
function suffixFor(text: (suffix: string) => string): string {
  for (let number = 0; ; number++) {
    const suffix = String(number);
    if (RIGHT(sha256(text(suffix)), BITS) && !RIGHT(sha256(TOKEN + suffix), BITS)) return suffix;
  }
}

function misread(reading: Reading): string {
  for (let from = 0; ; from++) {
    const suffix = firstFit(TOKEN, BITS, reading, from);
    if (!RIGHT(sha256(`${TOKEN}${suffix}`), BITS)) return String(suffix);
  }
}

const namesSuffix = test.macro((t, suffix: string, cause: RegExp) => {
  t.regex(causeOfSuffix(TOKEN, Buffer.from(suffix), BITS) ?? '', cause);
});

test('leading zeros', namesSuffix, misread(WRONG_READINGS.leadingZeros), /front of the digest/);
test('little-endian', namesSuffix, misread(WRONG_READINGS.littleEndian), /little-endian/);
test('high bits', namesSuffix, misread(WRONG_READINGS.highBitsOfLastByte), /high end/);
test('whole digits', namesSuffix, misread(WRONG_READINGS.wholeDigits), /whole hex digits/);
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
  t.is(causeOfSuffix(TOKEN, Buffer.from('x'), 2), undefined);
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
