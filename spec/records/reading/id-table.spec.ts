import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { IdTable } from '../../../lib/records/reading/id-table.js';

function numbersOf(table: IdTable): number[] {
  const numbers: number[] = [];
  table.forEach((number) => numbers.push(number));
  return numbers.sort((a, b) => a - b);
}

const COUNTING = '00000000-0000-4000-8000-000000000000';

test('it remembers the last number of each id, as a Map does, whatever the ids are', (t) => {
  const uuids = fc.constantFrom(...Array.from({ length: 8 }, () => randomUUID()));
  const ids = fc.oneof(
    uuids,
    uuids.map((id) => id.toUpperCase()),
    uuids.map((id) => `${id} `),
    uuids.map((id) => id.replace('4', 'Ĵ')),
    fc.string(),
    fc.constantFrom('', '__proto__', COUNTING),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(ids, fc.nat(4_000_000_000)), { maxLength: 40 }), (entries) => {
      const table = new IdTable();
      const map = new Map<string, number>();
      for (const [id, number] of entries) {
        table.set(id, number);
        map.set(id, number);
      }
      assert.equal(table.size, map.size);
      assert.deepEqual(
        numbersOf(table),
        [...map.values()].sort((a, b) => a - b),
      );
      for (const [id, number] of map) assert.equal(table.get(id), number);
      assert.equal(table.get('never set'), map.get('never set'));
    }),
  );
  t.pass();
});

test('it grows: 20,000 ids at random, and 20,000 that count up', (t) => {
  const table = new IdTable();
  const counting = (n: number): string => `${COUNTING.slice(0, 24)}${n.toString(16).padStart(12, '0')}`;
  const random = Array.from({ length: 20_000 }, () => randomUUID());
  for (const [n, id] of random.entries()) {
    table.set(id, n);
    table.set(counting(n), n);
  }
  t.is(table.size, 40_000);
  t.true(random.every((id, n) => table.get(id) === n && table.get(counting(n)) === n));
});

test('bytes that are no UUID in lower case set nothing', (t) => {
  const table = new IdTable();
  const id = 'abcdef01-2345-4678-9abc-def012345678';
  for (const text of [id.toUpperCase(), id.replaceAll('-', '_'), id.slice(1), `g${id.slice(1)}`, '']) {
    t.false(table.setBytes(Buffer.from(text), 0, 1), text);
  }
  t.true(table.setBytes(Buffer.from(`..${id}`), 2, 1));
  t.is(table.size, 1);
});
