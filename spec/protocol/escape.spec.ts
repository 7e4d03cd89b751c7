import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { escapeText } from '../../lib/protocol/escape.js';

const escapes = test.macro({
  exec: (t, text: string, expected: string, maxChars?: number) => {
    t.is(escapeText(text, maxChars), expected);
  },
  title: (title, _text: string, expected: string, _max?: number) =>
    `${title ?? ''}: ${expected.slice(0, 40)}`,
});
test('harmless text', escapes, 'Ada Lovelace, 42 Ž ß 漢字 \u{1f600}', 'Ada Lovelace, 42 Ž ß 漢字 \u{1f600}');
test('nothing', escapes, '', '');
test('line ends', escapes, 'a\nb\r\nc', 'a\\nb\\r\\nc');
test('tab', escapes, 'a\tb', 'a\\tb');
test('backslash', escapes, 'a\\n', 'a\\\\n');
test('terminal sequence', escapes, '\u001b[31m', '\\u001b[31m');
test('C1 control', escapes, '\u009b31m', '\\u009b31m');
test('NUL and DEL', escapes, '\0\u007f', '\\u0000\\u007f');
test('bidirectional override', escapes, 'a\u202eb\u2066c', 'a\\u202eb\\u2066c');
test('line and paragraph separator', escapes, '\u2028\u2029', '\\u2028\\u2029');
test('byte order mark', escapes, '\ufeffa', '\\ufeffa');
test('invisible characters', escapes, '\u200b\u00ad\u2060', '\\u200b\\u00ad\\u2060');
test('invisible letters', escapes, '\u3164\u115f\uffa0', '\\u3164\\u115f\\uffa0');
test('invisible tags', escapes, 'a\u{e0041}', 'a\\u{e0041}');
test('variation selector', escapes, 'a\ufe0f', 'a\\ufe0f');
test('spaces that pass for another', escapes, 'a\u00a0b\u3000c', 'a\\u00a0b\\u3000c');
test('the last character of four digits', escapes, '\uffff', '\\uffff');
test('half a pair', escapes, 'a\ud83d', 'a\\ud83d');
test('halves in the wrong order', escapes, '\ude00\ud83d', '\\ude00\\ud83d');
test('private and unassigned', escapes, '\ue000\u{10ffff}\u0378', '\\ue000\\u{10ffff}\\u0378');
test('as long as it may be', escapes, 'abc', 'abc', 3);
test('longer', escapes, 'abcd', 'abc… (4 characters)', 3);
test('cut within a pair', escapes, 'a\u{1f600}', 'a\\ud83d… (3 characters)', 2);
test('200 characters when not told', escapes, 'x'.repeat(201), `${'x'.repeat(200)}… (201 characters)`);

/** Any string that JavaScript can hold, lone surrogates and the dangerous characters among them. */
const anyString = fc
  .array(
    fc.oneof(
      fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.nat({ max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
      fc.constantFrom(
        '\n',
        '\r',
        '\u001b',
        '\u202e',
        '\u2028',
        '\u200d',
        '\ufeff',
        '\\',
        '\ud83d',
        '\ude00',
        ' ',
      ),
    ),
  )
  .map((parts) => parts.join(''));

/** Code points that a terminal obeys or does not show, by number: another way than the code's. */
function isDangerous(point: number): boolean {
  const ranges: [number, number][] = [
    [0, 0x1f],
    [0x7f, 0xa0],
    [0xad, 0xad],
    [0x61c, 0x61c],
    [0x180b, 0x180f],
    [0x2000, 0x200f],
    [0x2028, 0x202f],
    [0x205f, 0x206f],
    [0x3164, 0x3164],
    [0xd800, 0xf8ff],
    [0xfe00, 0xfe0f],
    [0xfeff, 0xfeff],
    [0xfff9, 0xfffb],
    [0xe0000, 0x10ffff],
  ];
  return ranges.some(([first, last]) => point >= first && point <= last);
}

test('nothing that comes out is obeyed by a terminal, ends a line, or hides', (t) => {
  fc.assert(
    fc.property(anyString, (text) => {
      for (const char of escapeText(text))
        assert.ok(!isDangerous(char.codePointAt(0) ?? 0), `${char.codePointAt(0)}`);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

/** What a reader makes of an escaped text. */
function unescape(text: string): string {
  return text.replace(
    /\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|(.))/g,
    (_, long?: string, short?: string, one?: string) => {
      if (one !== undefined) return { n: '\n', r: '\r', t: '\t', '\\': '\\' }[one] ?? assert.fail(one);
      return String.fromCodePoint(parseInt(long ?? short ?? '', 16));
    },
  );
}

test('a reader can tell what it was: no two texts look the same', (t) => {
  fc.assert(
    fc.property(anyString, (text) => {
      assert.equal(unescape(escapeText(text, text.length)), text);
    }),
    { numRuns: 500 },
  );
  t.pass();
});
