import test from 'ava';
import { parse } from 'csv-parse/sync';
import { nameRule } from '../../../lib/certificates/participants/rules.js';
import { SeededRandom } from '../../../scripts/class/random.js';
import { namesOf, rosterCsv } from '../../../scripts/class/roster.js';

test('as many names as asked for, all different, and each can be in a certificate', (t) => {
  const names = namesOf(300, new SeededRandom(1));
  t.is(new Set(names.map((name) => name.normalize('NFC').toLowerCase())).size, 300);
  t.deepEqual(
    names.filter((name) => nameRule.broken(name.normalize('NFC')) !== null),
    [],
  );
  t.true(names.some((name) => name.length === 64));
});

test('a spreadsheet reads the roster back', (t) => {
  const names = ['Ada', 'a, "b"', "O'Brien"];
  const rows = parse<{ name: string }>(rosterCsv(names), { columns: true });
  t.deepEqual(
    rows.map(({ name }) => name),
    names,
  );
});
