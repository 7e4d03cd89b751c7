import test from 'ava';
import { flawOf, readingsOf } from '../../../../lib/observe/tutorial/hints/encodings.js';

const testReading = test.macro({
  exec(t, word: string, ...expected: readonly string[]) {
    const read = readingsOf(word).map(({ hex, encoding }) => `${encoding?.name ?? 'hex'}: ${hex}`);
    t.deepEqual(
      read.filter((reading) => !reading.startsWith('base64: ') || expected.includes(reading)),
      expected,
    );
  },
  title: (given) => `read: ${given ?? ''}`,
});

test('nothing', testReading, '');
test('a name', testReading, 'Ada');
test('a word with an accent', testReading, 'Bront\u00eb-Bront\u00eb-Bront\u00eb');
test('too few digits', testReading, '0123456789abcde');
test('lower-case hex', testReading, '0123456789abcdef', 'hex: 0123456789abcdef');
test('upper-case hex', testReading, '0123456789ABCDEF', 'upper-case hex: 0123456789abcdef');
test('mixed hex', testReading, '0123456789abcDEF', 'mixed-case hex: 0123456789abcdef');
test('prefixed', testReading, '0x0123456789ABCDEF', 'upper-case, 0x-prefixed hex: 0123456789abcdef');
test('with colons', testReading, '01:23:45:67:89:ab:cd:ef', 'separated hex: 0123456789abcdef');
test('escaped', testReading, '\\x01\\x23\\x45\\x67\\x89\\xab\\xcd\\xef', 'separated hex: 0123456789abcdef');
test('base64', testReading, 'AQIDBAUGBwgJCgsM', 'base64: 0102030405060708090a0b0c');

const digest = Buffer.from('00ab0c00ab0c00ab0c00ab0d', 'hex');
const testFlaw = test.macro({
  exec(t, came: string, expected: string | null) {
    t.is(flawOf(came, digest), expected);
  },
  title: (given) => `flaw: ${given ?? ''}`,
});

test('none', testFlaw, '00ab0c00ab0c00ab0c00ab0d', '');
test('cut', testFlaw, '00ab0c00ab0c00ab', 'only the first 16 hex digits of it');
test('no leading zeros', testFlaw, 'ab0c00ab0c00ab0c00ab0d', 'with its leading zeros left out');
test('the end only', testFlaw, '00ab0c00ab0c00ab0d', 'only the last 18 hex digits of it');
test('bytes reversed', testFlaw, '0dab000cab000cab000cab00', 'with its bytes in reverse order');
test('bytes unpadded', testFlaw, '0abc0abc0abc0abd', 'with one digit instead of two for bytes below 16');
test('another digest', testFlaw, 'ffab0c00ab0c00ab0c00ab0c', null);
