import test from 'ava';
import { BatchError } from '../../../lib/records/batch-error.js';
import type { RecordSource } from '../../../lib/records/reading/record-source.js';
import type { SessionRecord } from '../../../lib/records/record.js';
import { bringIn, type Target } from '../../../lib/records/spool/bring-in.js';
import { isRefusal, Rows, TestDatabase } from './database.js';
import { record } from './virtual.js';

function source(...ids: readonly string[]): RecordSource {
  return {
    async *lastRecords() {
      // In small pieces, as a file gives them.
      for (const id of ids) yield await Promise.resolve([record(id)]);
    },
  };
}

function setUp(): { rows: Rows; database: TestDatabase; target: Target } {
  const rows = new Rows();
  const database = new TestDatabase(rows);
  const target: Target = {
    known: (ids) => Promise.resolve(new Set(ids.filter((id) => rows.byId.has(id)))),
    keep: (records) => database.append(records),
    isRefusal,
  };
  return { rows, database, target };
}

test('what is new and what was there is told apart, and batches are full', async (t) => {
  const { rows, target } = setUp();
  rows.commit([record('5'), record('7')]);
  const ids = Array.from({ length: 2500 }, (_, n) => String(n));
  const seen: number[] = [];
  const result = await bringIn(source(...ids), target, ({ added, known }) => seen.push(added + known));
  t.deepEqual(result, { added: 2498, known: 2, refused: 0, refusals: [] });
  t.deepEqual(seen, [1000, 2000, 2500]);
  t.is(rows.byId.size, 2500);
});

test('a record that is refused is counted and named, at most ten of them', async (t) => {
  const { database, target, rows } = setUp();
  database.isolates = true;
  database.refuses = ({ id }) => id.startsWith('x');
  const ids = Array.from({ length: 25 }, (_, n) => `${n < 12 ? 'x' : 'y'}${n}`);
  const result = await bringIn(source(...ids), target, () => undefined);
  t.like(result, { added: 13, known: 0, refused: 12 });
  t.deepEqual(
    result.refusals.map(({ id }) => id),
    ids.slice(0, 10),
  );
  t.is(rows.byId.size, 13);
});

test('a database that goes away ends it, with its error', async (t) => {
  const { database, target } = setUp();
  database.mood = 'away';
  await t.throwsAsync(
    bringIn(source('a'), target, () => undefined),
    { code: 'ECONNREFUSED' },
  );
  const cause = new Error('away');
  const keep = (records: readonly SessionRecord[]): Promise<void> =>
    Promise.reject(new BatchError(new Map(records.slice(1).map((one) => [one, cause]))));
  await t.throwsAsync(
    bringIn(source('a', 'b'), { ...target, keep }, () => undefined),
    { is: cause },
  );
});

test('who watches can end it', async (t) => {
  const { target, rows } = setUp();
  const stop = new Error('stop');
  const ids = Array.from({ length: 1500 }, (_, n) => String(n));
  await t.throwsAsync(
    bringIn(source(...ids), target, () => {
      throw stop;
    }),
    { is: stop },
  );
  t.is(rows.byId.size, 1000);
});
