import test from 'ava';
import { trailingZeroBits } from '../../../lib/protocol/digests.js';
import { grouped, hexBytes, lastBits, oddBytes, showLine } from '../../../lib/observe/tutorial/bytes.js';

const testOdd = test.macro({
  exec(t, line: string, expected: string | null) {
    t.is(oddBytes(line), expected);
  },
  title: (given) => `odd bytes: ${given ?? ''}`,
});

test('none in printable ASCII', testOdd, 'HELLOBACK ~!', null);
test('none in an empty line', testOdd, '', null);
test('CR', testOdd, 'HELLOBACK\r', '... 42 41 43 4b 0d 0a');
test('at the start', testOdd, '\ufeffOK', 'ef bb bf 4f 4b 0a');
test('letters beyond ASCII', testOdd, '\u017eena', 'c5 be 65 6e 61 0a');
test('DEL', testOdd, '\u007f', '7f 0a');
test('the rest of a long line is left out', testOdd, `\t${'x'.repeat(40)}`, `09 ${'78 '.repeat(23)}...`);

test('a line is shown escaped, with its LF', (t) => {
  t.is(showLine('a\tb\\n'), 'a\\tb\\\\n\\n');
});

test('bytes in hex', (t) => {
  t.is(hexBytes(Uint8Array.of(0, 10, 255)), '00 0a ff');
});

const testLastBits = test.macro({
  exec(t, bytes: readonly number[], expected: string) {
    const digest = Uint8Array.from(bytes);
    t.is(lastBits(digest, trailingZeroBits(digest)), expected);
  },
  title: (given) => `last bits: ${given ?? ''}`,
});

test('none', testLastBits, [1, 3], '00000011');
test('within a byte', testLastBits, [255, 8], '00001000');
test('a whole byte', testLastBits, [7, 1, 0], '00000001 00000000');
test('nothing but zeros', testLastBits, [0, 0], '00000000 00000000');

test('thousands are apart', (t) => {
  t.deepEqual([1n, 999n, 1000n, 2n ** 28n].map(grouped), ['1', '999', '1,000', '268,435,456']);
});
