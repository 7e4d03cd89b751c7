import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { cutToWidth, padToWidth, table, widthOf } from '../../../lib/programs/shared/table.js';

test('East Asian characters and pictures are two columns wide, marks none', (t) => {
  for (const [text, width] of [
    ['abc', 3],
    ['李小龍', 6],
    ['カ', 2],
    ['한국', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['שלום', 4],
    ['😀', 2],
    ['…', 1],
    ['', 0],
  ] as const) {
    t.is(widthOf(text), width, text);
  }
});

test('a text is cut to its columns with an ellipsis, and never within a wide character', (t) => {
  t.is(cutToWidth('abcdef', 4), 'abc…');
  t.is(cutToWidth('李小龍', 6), '李小龍');
  t.is(cutToWidth('李小龍', 5), '李小…');
  t.is(cutToWidth('李小龍', 4), '李…');
  t.is(padToWidth('李', 4), '李  ');
});

test('a table that is too wide has its first column cut, and then its lines', (t) => {
  const rows = [
    ['NAME', 'STATE', 'N'],
    ['a long name of somebody', 'done', '12'],
  ];
  t.deepEqual(table(rows), ['NAME                     STATE  N', 'a long name of somebody  done   12']);
  t.deepEqual(table(rows, { columns: 25 }), ['NAME            STATE  N', 'a long name o…  done   12']);
  t.true(table(rows, { columns: 10 }).every((line) => widthOf(line) <= 10));
});

test('no line of a table is wider than the terminal, whatever the cells are', (t) => {
  const cell = fc.string({ unit: fc.constantFrom('a', '李', '😀', 'e\u0301', ' ', 'ש'), maxLength: 30 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 90 }),
      (rows, columns) => {
        for (const line of table(rows, { columns })) assert.ok(widthOf(line) <= columns);
      },
    ),
  );
  t.deepEqual(table([]), []);
});
