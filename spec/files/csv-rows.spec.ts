import { strict as assert } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { csvProblem, csvRows, isBlankRow, MAX_CSV_ROWS } from '../../lib/files/csv-rows.js';

test('each row has the line of the file that it ends on', (t) => {
  t.deepEqual(csvRows('name,ou\n"Ada\nLovelace",10b\n\nBob\n'), [
    { line: 1, cells: ['name', 'ou'] },
    { line: 3, cells: ['Ada\nLovelace', '10b'] },
    { line: 5, cells: ['Bob'] },
  ]);
});

for (const delimiter of [',', ';', '\t']) {
  test(`the header tells that ${JSON.stringify(delimiter)} separates`, (t) => {
    const text = ['a', 'b', 'c'].join(delimiter) + `\n"x,y;z"${delimiter}2${delimiter}\n`;
    t.deepEqual(
      csvRows(text).map(({ cells }) => cells),
      [
        ['a', 'b', 'c'],
        ['x,y;z', '2', ''],
      ],
    );
  });
}

test('spaces around cells are removed, unless they are wanted', (t) => {
  const text = ' a , "b" \n';
  t.deepEqual(csvRows(text)[0]?.cells, ['a', 'b']);
  t.deepEqual(csvRows('a, b \n', { trim: false })[0]?.cells, ['a', ' b ']);
});

test('one row more than allowed is read, and no other', (t) => {
  t.is(csvRows(`name\n${'Ada\n'.repeat(MAX_CSV_ROWS + 10)}`).length, MAX_CSV_ROWS + 2);
});

test('a row is blank when each of its cells is', (t) => {
  t.true(isBlankRow(['', ' ', '\u00a0']));
  t.false(isBlankRow(['', 'x']));
  // That cell is there, and is no UTF-8.
  t.false(isBlankRow(['', null]));
});

for (const [text, problem] of [
  ['name\n"Ada\nBob\n', 'row 3: a quote is opened and never closed'],
  ['name\n"Ada"x\n', 'row 2: a closing quote must be followed by a delimiter or the end of the row'],
  ['name\nA"da\n', 'row 2: a quote must stand at the start of its cell, and be doubled within it'],
  [`name\n${'x'.repeat(20_000)}\n`, 'row 2: a row is longer than 16384 bytes'],
] as const) {
  test(`no CSV, ${problem}`, (t) => {
    const error = t.throws(() => csvRows(text));
    t.is(csvProblem(error), problem);
  });
}

test('another error is no problem of the file', (t) => {
  t.is(csvProblem(new Error('x')), null);
});

test('any text gives rows or a problem', (t) => {
  const pieces = fc.array(
    fc.constantFrom(',', ';', '\t', '\n', '\r\n', '\r', '"', 'a', ' ', '\u0000', '\ufeff'),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    pieces.map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      try {
        for (const { line, cells } of csvRows(given)) assert(line >= 1 && cells.length >= 1);
      } catch (error) {
        assert.notEqual(csvProblem(error), null);
      }
    }),
    { numRuns: 2000 },
  );
  t.pass();
});
