import test from 'ava';
import { REMIND_MS } from '../../../lib/records/spool/episode.js';
import { SHIP_PAUSES } from '../../../lib/records/spool/pauses.js';
import { DEADLINE_MS } from '../../../lib/records/spool/spooling-sink.js';
import { Rows } from './database.js';
import { noFiles } from './memory-store.js';
import { confirmed, Process, record } from './virtual.js';

function ids(records: readonly { readonly id: string }[]): string {
  return records.map(({ id }) => id).join(' ');
}

function committed({ rows }: Process): string {
  return rows.committed.map((batch) => batch.join(' ')).join(', ');
}

test('while the database takes records, nothing goes to the spool', async (t) => {
  const process = new Process();
  process.append(record('a'), record('b'));
  process.append(record('c'));
  await process.pass(0);
  t.is(ids(process.kept), 'a b c');
  t.is(committed(process), 'a b, c');
  t.is(process.files.number, 0);
  t.deepEqual(process.sink.status, { waiting: 0, since: null, shipped: 0, refused: 0 });
  t.is(process.kinds, '');
});

test('when the database is away, records are kept in the spool, and shipped in order when it is back', async (t) => {
  const process = new Process();
  process.database.mood = 'away';
  process.append(record('a'), record('b'));
  process.append(confirmed('a'));
  process.append(record('c'));
  await process.pass(60_000);
  t.is(ids(process.kept), 'a b a c');
  t.is(committed(process), '');
  t.is(process.sink.status.waiting, 4);
  t.is(process.kinds, 'began');
  t.regex(process.notices[0]?.message ?? '', /in the spool \/spool: .*refused.*DONE/i);
  process.database.mood = 'up';
  await process.pass(SHIP_PAUSES.longestMs);
  t.is(committed(process), 'a b, a c');
  t.is(process.rows.byId.get('a')?.confirmed, true);
  t.deepEqual(process.sink.status, { waiting: 0, since: null, shipped: 4, refused: 0 });
  t.is(process.kinds, 'began shipped');
  t.is(process.files.segments.size, 0);
  process.append(record('d'));
  await process.pass(0);
  t.is(process.files.number, 2, 'no further segment: straight to the database');
  t.is(process.rows.committed.at(-1)?.join(), 'd');
});

test('a database that does not answer in time is given up, and its late answer changes nothing', async (t) => {
  const process = new Process();
  process.database.mood = 'hangs';
  process.append(record('a'));
  await process.pass(DEADLINE_MS - 100);
  t.is(ids(process.kept), '');
  await process.pass(100);
  t.is(ids(process.kept), 'a');
  t.is(process.kinds, 'began');
  process.append(record('b'));
  await process.pass(60_000);
  t.is(ids(process.kept), 'a b', 'nobody waits any more');
  t.is(process.database.calls, 1, 'the calls of a sink never overlap');
  process.database.mood = 'up';
  process.database.release();
  await process.pass(0);
  t.is(committed(process), 'a, a, b');
  t.is(process.sink.status.since, null);
});

test('a database that is always late gets everything by way of the spool, and no client waits for it', async (t) => {
  const process = new Process();
  process.database.mood = 'hangs';
  const late = async () => {
    await process.pass(DEADLINE_MS + 100);
    process.database.mood = 'up';
    process.database.release();
    process.database.mood = 'hangs';
    await process.pass(0);
  };
  process.append(record('a'));
  await late();
  process.append(record('b'));
  await process.pass(0);
  t.is(ids(process.kept), 'a b');
  await late();
  await late();
  process.append(record('c'));
  await process.pass(0);
  t.is(ids(process.kept), 'a b c', 'at once: by way of the spool, though it is empty');
  t.not(process.sink.status.since, null);
  process.database.mood = 'up';
  process.database.release();
  await process.pass(SHIP_PAUSES.longestMs);
  t.is(process.kinds, 'began shipped');
  t.is(process.sink.status.since, null);
});

test('a commit whose answer was lost is repeated, and there is one row', async (t) => {
  const process = new Process();
  process.database.mood = 'commits and dies';
  process.append(record('a'));
  process.append(record('b'));
  await process.pass(10_000);
  t.is(ids(process.kept), 'a b');
  process.database.mood = 'up';
  await process.pass(SHIP_PAUSES.longestMs);
  t.is(process.rows.byId.size, 2);
  t.is(process.sink.status.shipped, 2);
});

const testSetAside = test.macro(async (t, isolates: boolean) => {
  const process = new Process();
  process.database.refuses = ({ id }) => id === 'bad';
  process.database.isolates = isolates;
  process.database.mood = 'away';
  process.append(record('a'), record('bad'), record('b'));
  process.append(record('c'));
  await process.pass(1000);
  process.database.mood = 'up';
  await process.pass(SHIP_PAUSES.longestMs);
  t.is(ids(process.kept), 'a bad b c', 'it is kept too: in a file of its own');
  t.deepEqual([...process.rows.byId.keys()].sort(), ['a', 'b', 'c']);
  t.deepEqual(
    process.files.aside.map((line) => (JSON.parse(line) as { id: string }).id),
    ['bad'],
  );
  t.is(process.sink.status.refused, 1);
  t.is(process.kinds, 'began refused shipped');
  t.is(process.sink.status.shipped, 3);
  const [, refused] = process.notices;
  t.true(refused?.isUrgent);
  t.regex(refused?.message ?? '', /refuses a record .*not allowed.*\/spool\/refused\.ndjson/);
});

test(
  'a record of the spool that the database refuses is set aside, and holds up nobody',
  testSetAside,
  false,
);
test('the same, when the database says which one it is', testSetAside, true);

test('a record that the database refuses before DONE fails alone: its client can be told', async (t) => {
  const process = new Process();
  process.database.refuses = ({ id }) => id === 'bad';
  process.database.isolates = true;
  process.append(record('a'), record('bad'), record('b'));
  await process.pass(0);
  t.is(committed(process), 'a b');
  t.is(ids(process.kept), 'a b');
  t.is(ids(process.lost), 'bad');
  t.is(process.kinds, '');
});

test('when neither the database nor the spool can be written, the batch fails; the next one is tried again', async (t) => {
  const process = new Process();
  process.database.mood = 'away';
  process.store.isFull = true;
  process.append(record('a'));
  await process.pass(1000);
  t.is(ids(process.lost), 'a');
  t.is(process.kinds, '', 'nothing waits: nothing is told of the spool');
  process.database.mood = 'up';
  await process.pass(SHIP_PAUSES.longestMs);
  process.append(record('b'));
  await process.pass(1000);
  t.is(ids(process.kept), 'b', 'the database is tried again, though the spool is full');
  t.is(committed(process), 'b');
});

test('the last of the spool is shipped while appends wait, so that a steady stream comes to its end', async (t) => {
  const process = new Process(new Rows(), noFiles(), { perSegment: 60, perBatch: 30 });
  process.database.mood = 'away';
  process.append(record('0'));
  await process.pass(1000);
  process.database.mood = 'up';
  process.database.latency = 25;
  for (let n = 1; n <= 200; n++) {
    process.append(record(String(n)));
    await process.pass(20);
  }
  t.is(process.sink.status.since, null);
  await process.pass(20_000);
  t.is(process.rows.byId.size, 201);
  const order = process.rows.committed.flat().map(Number);
  t.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test('it is said again every ten minutes that records go to the spool', async (t) => {
  const process = new Process();
  process.database.mood = 'away';
  process.append(record('a'));
  await process.pass(REMIND_MS - 10_000);
  t.is(process.kinds, 'began');
  await process.pass(20_000);
  t.is(process.kinds, 'began lasts');
  t.regex(process.notices[1]?.message ?? '', /^1 record waits in the spool \/spool for 10 min now/);
});

test('what an earlier process has left is shipped at the start, before later records', async (t) => {
  const before = new Process();
  before.database.mood = 'away';
  before.append(record('a'));
  await before.pass(1000);
  before.kill();
  const process = new Process(before.rows, before.files);
  process.append(record('b'));
  await process.pass(1000);
  t.is(committed(process), 'a, b');
  t.is(process.kinds, 'shipped');
});

test('a close ships what waits if the database takes it, and leaves it if not; either way it comes to an end', async (t) => {
  const good = new Process();
  good.database.mood = 'away';
  good.append(record('a'));
  await good.pass(30_000);
  good.database.mood = 'up';
  const closed = good.sink.close();
  await good.pass(0);
  await closed;
  t.is(committed(good), 'a', 'at once, without the rest of the pause');
  t.is(good.kinds, 'began shipped');
  t.deepEqual([good.database.closed, good.store.closed], [1, 1]);

  const bad = new Process();
  bad.database.mood = 'hangs';
  bad.append(record('a'));
  await bad.pass(DEADLINE_MS);
  const end = bad.sink.close();
  await bad.pass(3 * DEADLINE_MS);
  await end;
  t.is(bad.kinds, 'began left');
  t.is(bad.store.waiting, 1);
  t.deepEqual([bad.database.closed, bad.store.closed], [1, 1]);
});
