import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { readParticipants } from '../../../lib/certificates/participants/read-participants.js';
import { nameRule, folderKey, tidy } from '../../../lib/certificates/participants/rules.js';

const read = (text: string | Buffer) => readParticipants(Buffer.from(text));

const names = test.macro<[text: string | Buffer, expected: readonly string[]]>({
  exec(t, text: string | Buffer, expected: readonly string[]) {
    const result = read(text);
    if (!('participants' in result)) return t.fail(result.problems.join('\n'));
    t.deepEqual(
      result.participants.map(({ name, ou, email }) => [name, ou ?? '-', email ?? '-'].join('|')),
      expected,
    );
    return undefined;
  },
  title: (_, text) => `participants: ${JSON.stringify(text.toString())}`,
});

test(names, 'name\nAda\nBob', ['Ada|-|-', 'Bob|-|-']);
test(names, 'name,ou,email\r\nAda,10b,a@b.example\r\nBob,,\r\n', ['Ada|10b|a@b.example', 'Bob|-|-']);
test(names, '\ufeffname;email\nAda;a@b.example\n', ['Ada|-|a@b.example']);
test(names, 'email\tname\na@b.example\tAda\n', ['Ada|-|a@b.example']);
test(names, '"name", "ou"\n"Lovelace, Ada", "a ""b"" c"\n', ['Lovelace, Ada|a "b" c|-']);
test(names, ' Name , OU \n  Ada  ,  10b  \n', ['Ada|10b|-']);
test(names, 'name;ou\nA, B;x\n;\n;;\n\n\nC;\n', ['A, B|x|-', 'C|-|-']);
test(names, 'name\rAda\rBob\r', ['Ada|-|-', 'Bob|-|-']);
test(names, 'name\nJose\u0301\u00a0\nСергей\n李小龙\nO’Brien\n😀\n', [
  'José|-|-',
  'Сергей|-|-',
  '李小龙|-|-',
  'O’Brien|-|-',
  '😀|-|-',
]);
test(names, 'name\nDéjà\nVoilà\n', ['Déjà|-|-', 'Voilà|-|-']);
test(names, `name\n${'x'.repeat(64)}\n`, [`${'x'.repeat(64)}|-|-`]);

test('columns that are not used are told', (t) => {
  const result = read('Timestamp,name,e-mail\n1,Ada,a\n');
  t.deepEqual('unusedColumns' in result ? result.unusedColumns : null, ['Timestamp', 'e-mail']);
});

const refuses = test.macro<[text: string | Buffer, ...problems: RegExp[]]>({
  exec(t, text: string | Buffer, ...problems: RegExp[]) {
    const result = read(text);
    if (!('problems' in result)) return t.fail('it should be refused');
    t.is(result.problems.length, problems.length, result.problems.join('\n'));
    problems.forEach((problem, i) => t.regex(result.problems[i] ?? '', problem));
    return undefined;
  },
  title: (_, text) => `refused: ${JSON.stringify(text.toString()).slice(0, 80)}`,
});

const folder = (row: number) => new RegExp(`^row ${row}, column name, ".*": must not contain / `);
test(refuses, 'name\na/b\n..\\c\n"a:b"\na*\nb?\na"b\n<x\ny>\nz|z\n', ...[/quote/]);
test(
  refuses,
  'name\na/b\n..\\c\na:b\na*\nb?\n"a""b"\n<x\ny>\nz|z\n',
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map(folder),
);
const ends = /must not begin with a dot or a dash, nor end with a dot$/;
test(refuses, 'name\n.\n..\n.ssh\n-rf\nInc.\n', ends, ends, ends, ends, ends);
const device = /must not be the name of a device, such as con or nul$/;
test(refuses, 'name\nCON\nnul.txt\nCom1\nlpt¹\n', device, device, device, device);
const visible = /must have 1 to 64 visible characters, without spaces around them$/;
test(refuses, `name,ou\n${'x'.repeat(65)},\n,x\n`, visible, visible);
test(
  refuses,
  'name\na\u202eb\na\u200bb\na\u0007b\n"a\nb"\na\u00a0b\n',
  visible,
  visible,
  visible,
  visible,
  visible,
);
test(refuses, `name\n${'😀'.repeat(51)}\n`, /must have at most 200 bytes of UTF-8$/);
test(refuses, `name,ou\nAda,${'x'.repeat(65)}\n`, /^row 2, column ou, "x+": must have 1 to 64 visible/);
const differ = (row: number) =>
  new RegExp(`must differ from the name in row ${row} by more than upper and lower case$`);
test(refuses, 'name\nAda\nBob\nADA\nAda\n', differ(2), differ(2));
test(refuses, 'name\nStraße\nSTRASSE\nﬁ\nFI\n', differ(2), differ(4));
const email = /^row 2, column email, ".*": must be an email address in ASCII/;
for (const wrong of [
  'ada',
  'a@b@c',
  '@b',
  'a@',
  'a b@c',
  'ä@b.de',
  'a@-b',
  '.a@b',
  `a@${'b.'.repeat(130)}de`,
]) {
  test(refuses, `name,email\nAda,${wrong}\n`, email);
}
test(refuses, 'nam\nAda\n', /^row 1: one of the columns must be called name$/);
test(refuses, 'name,Name\nAda,Bob\n', /^row 1: the column name must stand there once$/);
test(refuses, `name\n${'Ada\n'.repeat(100_001)}`, /^has more than 100000 rows$/);
test(refuses, '', /^is empty: its first row must name the columns/);
test(refuses, 'name\n', /^has no row below its header$/);
test(
  refuses,
  'name,ou\nAda\nBob,a,b\n',
  /^row 2: has 1 cell, and the header has 2$/,
  /^row 3: has 3 cells, /,
);
test(refuses, 'name\n"Ada\nBob\n', /^row 3: a quote is opened and never closed$/);
test(refuses, 'name\n"Ada"x\n', /^row 2: a closing quote must be followed by/);
test(refuses, `name\n${'x'.repeat(20_000)}\n`, /^row 2: a row is longer than 16384 bytes$/);
test(
  refuses,
  Buffer.from('name,ou\nAda,\nM\xfcller,\nBob,\xe0\n', 'latin1'),
  /^row 3, column name: must be UTF-8 \(in Excel: "CSV UTF-8"\)$/,
  /^row 4, column ou: must be UTF-8/,
);
test(refuses, Buffer.from('\ufeffname\nAda\n', 'utf16le'), /^contains a NUL byte/);
test(refuses, 'name,ou\n.a,x\nB,\u0000\n', /^contains a NUL byte/);

test('a problem is one line without the control characters of the file', (t) => {
  const result = read('name\na\u001b[31m\n');
  t.deepEqual('problems' in result ? result.problems.map((problem) => problem.slice(0, 40)) : [], [
    'row 2, column name, "a\\u001b[31m": must ',
  ]);
});

test('any bytes give participants or problems, and each name is a safe and unique folder', (t) => {
  const pieces = fc.array(
    fc.constantFrom(
      'name',
      'ou',
      'email',
      ',',
      ';',
      '\t',
      '\n',
      '\r\n',
      '"',
      'a',
      'Ä',
      ' ',
      '.',
      '/',
      '\u0000',
      '\u202e',
      '\ufeff',
    ),
  );
  const bytes = fc.oneof(
    fc.uint8Array().map((array) => Buffer.from(array)),
    pieces.map((all) => Buffer.from(`name,ou\n${all.join('')}`)),
    pieces.map((all) => Buffer.from(all.join(''), 'latin1')),
  );
  fc.assert(
    fc.property(bytes, (given) => {
      const result = readParticipants(given);
      if ('problems' in result) {
        assert(result.problems.length > 0);
        for (const problem of result.problems) assert(!/[\u0000-\u001f]/.test(problem));
        return;
      }
      for (const { name } of result.participants) assert.equal(nameRule.broken(name), null);
      const keys = result.participants.map(({ name }) => folderKey(name));
      assert.equal(new Set(keys).size, keys.length);
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('what a spreadsheet quotes comes back', (t) => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map(tidy);
  const rows = fc.uniqueArray(
    name.filter((text) => nameRule.broken(text) === null),
    { minLength: 1, selector: folderKey },
  );
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(
      rows,
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      (all, delimiter, end) => {
        const lines = [`name${delimiter}ou`, ...all.map((text) => `${quoted(text)}${delimiter}x`)];
        const result = read(lines.join(end));
        assert.deepEqual(
          'participants' in result ? result.participants.map((one) => one.name) : result.problems,
          all,
        );
      },
    ),
    { numRuns: 500 },
  );
  t.pass();
});
