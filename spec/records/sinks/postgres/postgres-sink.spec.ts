import fc from 'fast-check';
import { BatchError } from '../../../../lib/records/batch-error.js';
import { jsonText } from '../../../../lib/records/json-text.js';
import type { SessionRecord } from '../../../../lib/records/record.js';
import { openDatabaseRecords } from '../../../../lib/records/reading/database-records.js';
import {
  openPostgresSink,
  type OpenPostgresOptions,
} from '../../../../lib/records/sinks/postgres/open-postgres.js';
import { PostgresSink } from '../../../../lib/records/sinks/postgres/postgres-sink.js';
import type { ExecutionContext } from 'ava';
import { connectFor, postgresTest as test, usePostgres } from '../../../support/postgres.js';
import { at, client, failure, readAll, sample } from '../../reading/samples.js';
import { anyRecord, anyText } from './samples.js';

const postgres = usePostgres();

/** A sink on a database of its own; nothing may be left open after the test. */
async function sinkFor(
  t: ExecutionContext,
  options: OpenPostgresOptions = {},
): Promise<{ sink: PostgresSink; database: string; url: string }> {
  const database = await postgres().createMigrated();
  const url = postgres().url(database);
  const sink = await openPostgresSink(url, options);
  t.teardown(async () => {
    await sink.close();
    await postgres().untilUnused(database);
  });
  return { sink, database, url };
}

async function stored(url: string): Promise<SessionRecord[]> {
  await using records = await openDatabaseRecords(url);
  return await readAll(records);
}

test('any answers come back byte for byte, and can be queried', async (t) => {
  const { sink, url, database } = await sinkFor(t);
  await fc.assert(
    fc.asyncProperty(
      fc.uuid(),
      fc.dictionary(anyText(30), anyText(100), { maxKeys: 6 }),
      anyText(),
      async (id, answers, step) => {
        const record = sample({ id, answers, step, superseded: { [step]: [step] } });
        await sink.append([record]);
        await using records = await openDatabaseRecords(url);
        const [found] = await readAll(records, new Set([id]));
        t.is(jsonText(found), jsonText(record));
      },
    ),
    { numRuns: 60 },
  );
  const [row] = await postgres().query<{ bad: number }>(
    database,
    `SELECT count(*)::integer AS bad FROM tlslp.sessions, jsonb_each_text(answers) WHERE value IS NULL`,
  );
  t.is(row?.bad, 0);
});

test('ten thousand answers of a thousand bytes come back', async (t) => {
  const { sink, url } = await sinkFor(t);
  const answers = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`N${index}`, `${index}`.padEnd(1000, 'x')]),
  );
  const record = sample({ answers });
  await sink.append([record]);
  t.deepEqual(await stored(url), [record]);
});

test('the same records in any order, with any repetition, make the same rows', async (t) => {
  const { sink, database } = await sinkFor(t);
  const look = await connectFor(t, postgres().socketUrl(database));
  const clear = (): Promise<object[]> => look.query('DELETE FROM tlslp.sessions');
  const rows = (): Promise<object[]> =>
    look.query('SELECT *, record::text AS text FROM tlslp.sessions ORDER BY id COLLATE "C"');
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRecord, { minLength: 1, maxLength: 8 }).chain((records) =>
        fc.record({
          records: fc.constant(records),
          order: fc.array(fc.nat({ max: records.length - 1 }), { maxLength: 12 }),
          cut: fc.nat({ max: 12 }),
        }),
      ),
      async ({ records, order, cut }) => {
        await clear();
        await sink.append(records);
        const once = await rows();
        await clear();
        const other = [...order.flatMap((index) => records[index] ?? []), ...records.toReversed()];
        for (const part of [other.slice(0, cut), other.slice(cut)])
          if (part.length > 0) await sink.append(part);
        t.deepEqual(await rows(), once);
      },
    ),
    { numRuns: 40 },
  );
});

test('the record that says how the session ended counts, also with the clock set back', async (t) => {
  const { sink, url } = await sinkFor(t);
  const committed = sample({ id: 's', confirmed: null });
  const end = failure({ id: 's', endedAt: at(30) });
  await sink.append([committed]);
  await sink.append([end]);
  await sink.append([committed]);
  t.deepEqual(await stored(url), [end]);
});

test('a record that the database refuses fails alone', async (t) => {
  const { sink, url } = await sinkFor(t);
  const good = Array.from({ length: 20 }, (_, index) => sample({ id: `good ${index}`, endedAt: at(index) }));
  const bad = sample({ id: 'bad', work: { nBits: 1e12, suffix: '', zeroBits: 0, seconds: 1 } });
  const worse = sample({ id: 'worse', startedAt: '0000-00-00T00:00:00.000Z' });
  const error = await t.throwsAsync(sink.append([...good.slice(0, 7), bad, ...good.slice(7), worse]), {
    instanceOf: BatchError,
  });
  t.deepEqual(
    [...error.causes.keys()].map(({ id }) => id),
    ['bad', 'worse'],
  );
  t.deepEqual(new Set(await stored(url)), new Set(good));
});

test('a participant is done once, whichever server it was, and again when DONE was not sent', async (t) => {
  const { sink, url } = await sinkFor(t, { once: 'fingerprint' });
  const other = await openPostgresSink(url, { once: 'fingerprint' });
  t.teardown(() => other.close());
  const ada = client('Ada', 'AD');
  const first = sample({ id: '1', client: ada, confirmed: null });
  await sink.append([first]);
  const second = sample({ id: '2', client: ada });
  const max = sample({ id: '3', client: client('Max', 'AA') });
  const nobody = sample({ id: '4', client: null });
  const error = await t.throwsAsync(other.append([second, max, nobody]), { instanceOf: BatchError });
  t.deepEqual(
    [...error.causes].map(([{ id }, cause]) => [id, (cause as { code?: string }).code]),
    [['2', 'already_done']],
  );
  await sink.append([{ ...first, confirmed: true }]);
  await other.keep([second]);
  t.deepEqual(
    (await stored(url)).map(({ id }) => id),
    ['1', '2', '3', '4'],
  );
  await sink.append([failure({ id: '1', client: ada })]);
  await other.append([sample({ id: '5', client: ada })]);
  await t.throwsAsync(sink.append([sample({ id: '6', client: ada })]), { instanceOf: BatchError });
});

test('two servers that commit a participant at the same moment: one of them is done', async (t) => {
  const { sink, url } = await sinkFor(t, { once: 'cn' });
  const other = await openPostgresSink(url, { once: 'cn' });
  t.teardown(() => other.close());
  for (let round = 0; round < 30; round++) {
    const batch = (server: number): SessionRecord[] =>
      [0, 1, 2].map((n) =>
        sample({ id: `${round} ${server} ${n}`, client: client(`p${round} ${n}`, `${server}`) }),
      );
    const ended = await Promise.allSettled([sink.append(batch(1)), other.append(batch(2).toReversed())]);
    const refused = ended.map((one) =>
      one.status === 'fulfilled' ? 0 : (one.reason as BatchError).causes.size,
    );
    t.is(
      refused.reduce((a, b) => a + b),
      3,
    );
  }
  t.is((await stored(url)).length, 90);
});

test('who was done before --once was given is done', async (t) => {
  const { sink, url } = await sinkFor(t);
  const ada = client('Ada', 'AD');
  await sink.append([sample({ id: '1', client: ada })]);
  const once = await openPostgresSink(url, { once: 'cn' });
  t.teardown(() => once.close());
  await t.throwsAsync(once.append([sample({ id: '2', client: client('Ada', 'EF') })]), {
    instanceOf: BatchError,
  });
});

test('a sink that is closed while it connects leaves no connection, and opens none later', async (t) => {
  const database = await postgres().createMigrated();
  const sink = new PostgresSink(postgres().url(database));
  const [first, second] = [sink.append([sample({ id: 'a' })]), sink.append([sample({ id: 'b' })])];
  await sink.close();
  const outcomes = await Promise.allSettled([first, second]);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') t.like(outcome.reason, { name: 'DatabaseError' });
  await t.throwsAsync(sink.append([sample({ id: 'c' })]), { message: 'the connection is closed' });
  await t.throwsAsync(sink.open(), { message: 'the connection is closed' });
  await t.notThrowsAsync(postgres().untilUnused(database));
});
