import assert from 'node:assert/strict';
import test from 'ava';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvCell, csvRow } from '../../lib/protocol/csv.js';

const CELLS: readonly (readonly [string | number | boolean | null, string])[] = [
  ['plain', 'plain'],
  ['', ''],
  [null, ''],
  [-5, '-5'],
  [1.5, '1.5'],
  [true, 'true'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  [' space', '" space"'],
  ['space ', '"space "'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', '"\'\t=1"'],
  ['a;b', '"a;b"'],
  ['\uff1dcmd', "'\uff1dcmd"],
  ['\r=1', '"\'\r=1"'],
  ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
  ['a=1', 'a=1'],
];

for (const [value, cell] of CELLS) {
  test(`the cell of ${JSON.stringify(value)}`, (t) => {
    t.is(csvCell(value), cell);
  });
}

/** What spreadsheets take for the beginning of a formula. */
const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', '\uff0b', '\uff0d', '\uff20'];

const startsFormula = (text: string): boolean => FORMULA_STARTS.some((start) => text.startsWith(start));

test('a reader gets back what was written, and no cell of text that is a formula', (t) => {
  const anyText = fc.string({ unit: 'binary' });
  const formula = fc.tuple(fc.constantFrom(...FORMULA_STARTS), anyText).map((parts) => parts.join(''));
  const rows = fc.array(fc.array(fc.oneof(anyText, formula), { minLength: 2, maxLength: 5 }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(rows, (written) => {
      const read = parse(written.map(csvRow).join(''), {
        relax_column_count: true,
        skip_empty_lines: false,
        record_delimiter: '\r\n',
      });
      const expected = written.map((row) => row.map((text) => (startsFormula(text) ? `'${text}` : text)));
      assert.deepEqual(read, expected);
      for (const cell of read.flat()) assert.ok(!startsFormula(cell), cell);
    }),
  );
  t.pass();
});
