import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { encodeLine } from '../../lib/lines/encode.js';
import { ProtocolError } from '../../lib/protocol/errors.js';
import { lineContent, linesByTheContract } from '../support/bytes.js';

const encodes = test.macro({
  exec: (t, line: string, expected: string) => {
    t.is(encodeLine(line), expected);
  },
  title: (title) => `encodes ${title ?? ''}`,
});
test('a line', encodes, 'HELLO', 'HELLO\n');
test('a line that has its LF already', encodes, 'HELLO\n', 'HELLO\n');
test('an empty line', encodes, '', '\n');
test('an LF alone', encodes, '\n', '\n');
test('CR as content', encodes, 'HELLO\r', 'HELLO\r\n');
test('NUL and a byte order mark', encodes, '\ufeff\0', '\ufeff\0\n');
test('999 bytes', encodes, 'x'.repeat(999), `${'x'.repeat(999)}\n`);
test('999 bytes of longer characters', encodes, '漢'.repeat(333), `${'漢'.repeat(333)}\n`);

const refuses = test.macro({
  exec: (t, line: string, message: string) => {
    t.throws(() => encodeLine(line), { instanceOf: ProtocolError, code: 'unsendable_line', message });
  },
  title: (title) => `refuses ${title ?? ''}`,
});
test('two lines', refuses, 'FAIL a\nDONE', 'The line to send contains an LF.');
test('two LFs', refuses, 'a\n\n', 'The line to send contains an LF.');
test('an LF first', refuses, '\na', 'The line to send contains an LF.');
test('half a pair', refuses, 'a\ud83d', 'The line to send has no UTF-8 form.');
test('another half', refuses, '\ude00', 'The line to send has no UTF-8 form.');
test('1000 bytes', refuses, 'x'.repeat(1000), 'The line to send is longer than 1000 bytes with its LF.');
test('500 characters of two bytes', refuses, 'é'.repeat(500), 'The line to send is longer than 1000 bytes with its LF.'); // prettier-ignore
test('a megabyte', refuses, 'x'.repeat(1e6), 'The line to send is longer than 1000 bytes with its LF.');

test('every line that may be sent is read back as it was', (t) => {
  fc.assert(
    fc.property(lineContent, (line) => {
      assert.deepEqual(linesByTheContract(Buffer.from(encodeLine(line))), { lines: [line], code: null });
    }),
  );
  t.pass();
});

test('whatever it is given, it gives one line of the contract or refuses', (t) => {
  const anything = fc.oneof(
    fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc.string({ unit: fc.constantFrom('\n', 'é', '\ud800', 'x'.repeat(333)) }),
  );
  fc.assert(
    fc.property(anything, (text) => {
      try {
        const { lines, code } = linesByTheContract(Buffer.from(encodeLine(text)));
        assert.deepEqual({ lines, code }, { lines: [text.replace(/\n$/, '')], code: null });
      } catch (error) {
        assert.ok(error instanceof ProtocolError, String(error));
      }
    }),
  );
  t.pass();
});
