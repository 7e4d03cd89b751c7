import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { peerLeft, timedOut } from '../../lib/protocol/failures.js';
import { createRecords } from '../../lib/records/create-records.js';
import { openRecords } from '../../lib/records/open-records.js';
import { SessionRecords } from '../../lib/records/session-records.js';
import {
  answered,
  begin,
  beginAndKeep,
  closed,
  committed,
  connected,
  done,
  failed,
  fullDisk,
  kept,
  makeDirectory,
  readIds,
  readRecords,
  START,
  unconfirmed,
} from './helpers.js';

async function setUp(t: ExecutionContext, given?: string) {
  const path = given ?? join(await makeDirectory(t), 'records.ndjson');
  const problems: [string, string | null][] = [];
  const records = await openRecords(path, {
    onError: (problem, id) => problems.push([problem.message, id]),
  });
  t.teardown(() => records.close());
  return { path, problems, records };
}

test('a session that is kept has one record before DONE, and another one that says that OK came', async (t) => {
  const { path, problems, records } = await setUp(t);
  await beginAndKeep(records, 's', ' a\n\u2028ü ');
  t.like(await readRecords(path), [
    {
      id: 's',
      outcome: 'done',
      confirmed: null,
      step: 'DONE',
      error: null,
      answers: { FULL_NAME: ' a\n\u2028ü ' },
    },
  ]);
  records.observe(committed('s'));
  records.observe(done('s'));
  records.observe(closed('s'));
  t.deepEqual(await readIds(path), ['s'], 'nobody waits for the second record: it may come later');
  await records.close();
  t.deepEqual(await readIds(path), ['s', 's']);
  const [kept, confirmed] = await readRecords(path);
  t.deepEqual(confirmed, { ...kept, confirmed: true, endedAt: new Date(START + 99).toISOString() });
  t.deepEqual(problems, []);
});

test('that OK came is written with the record of the next session, in one append', async (t) => {
  const appended: [string, boolean | null][][] = [];
  const records = createRecords({
    append: (batch) => {
      appended.push(batch.map(({ id, confirmed }) => [id, confirmed]));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
  await beginAndKeep(records, 'a');
  records.observe(done('a'));
  await beginAndKeep(records, 'b');
  records.observe(done('b'));
  begin(records, 'c');
  records.observe(failed('c', peerLeft()));
  await records.close();
  t.deepEqual(appended, [
    [['a', null]],
    [
      ['a', true],
      ['b', null],
    ],
    [
      ['b', true],
      ['c', false],
    ],
  ]);
});

test('without a second record, the first one stands: it says done', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const lost: (string | null)[] = [];
  const records = await openRecords(path, { onError: (_, id) => lost.push(id) });
  await beginAndKeep(records, 's', 'Ada');
  records.observe(done('s'));
  await rename(path, `${path}.away`);
  await records.close();
  t.like(await readRecords(`${path}.away`), [{ id: 's', outcome: 'done', confirmed: null }]);
  t.deepEqual(lost, ['s']);
});

test('each change of the number of open sessions is told, so that the mark of the run is right', async (t) => {
  const { records } = await setUp(t);
  const told: number[] = [];
  records.accompany({ onChange: () => told.push(records.openSessions) });
  begin(records, 'fails');
  records.observe(failed('fails', peerLeft()));
  records.observe(closed('fails'));
  t.deepEqual(told.splice(0), [1, 0]);
  begin(records, 'torn down');
  records.observe(closed('torn down'));
  t.deepEqual(told.splice(0), [1, 0]);
  await beginAndKeep(records, 'done');
  t.is(told.at(-1), 0, 'its answers are on their way');
  records.observe(done('done'));
  t.is(told.at(-1), 0);
  begin(records, 'stopped');
  await records.close();
  t.is(told.at(-1), 0);
});

test('a session that is done without having been kept has one record too', async (t) => {
  const { path, records } = await setUp(t);
  begin(records, 's');
  records.observe(done('s'));
  await records.close();
  t.like(await readRecords(path), [
    { id: 's', outcome: 'done', confirmed: true, endedAt: new Date(START + 99).toISOString() },
  ]);
});

test('an answer that came after the keeping is not lost', async (t) => {
  const { path, records } = await setUp(t);
  await beginAndKeep(records, 's');
  records.observe(answered('s', 'EMAIL1', 'late'));
  records.observe(done('s'));
  await records.close();
  t.like((await readRecords(path)).at(-1), { outcome: 'done', answers: { EMAIL1: 'late' } });
});

test('a session that was told DONE and says no OK is done, with a second line that says what it did', async (t) => {
  const { path, records } = await setUp(t);
  await beginAndKeep(records, 's', 'Ada');
  records.observe(unconfirmed('s', timedOut('DONE', 10)));
  records.observe(closed('s'));
  await records.close();
  t.like(await readRecords(path), [
    { id: 's', outcome: 'done', confirmed: null, error: null, answers: { FULL_NAME: 'Ada' } },
    {
      id: 's',
      outcome: 'done',
      confirmed: false,
      step: 'DONE',
      error: { code: 'timed_out', message: 'DONE timed out: no answer within 10 s.' },
      answers: { FULL_NAME: 'Ada' },
    },
  ]);
});

test('a session that was kept, and could not be told so, gets a second line with its failure', async (t) => {
  const { path, records } = await setUp(t);
  await beginAndKeep(records, 's', 'Ada');
  records.observe({ ...failed('s', peerLeft()), step: 'DONE', outcome: 'disconnected' });
  await records.close();
  t.like(await readRecords(path), [
    { id: 's', outcome: 'done', confirmed: null },
    {
      id: 's',
      outcome: 'disconnected',
      confirmed: false,
      step: 'DONE',
      error: { code: 'disconnected' },
      answers: { FULL_NAME: 'Ada' },
    },
  ]);
});

test('a session that fails has one record, with what it answered', async (t) => {
  const { path, records } = await setUp(t);
  begin(records, 's', 'Ada');
  records.observe({ ...failed('s', peerLeft()), outcome: 'disconnected' });
  await records.close();
  t.like(await readRecords(path), [
    {
      id: 's',
      outcome: 'disconnected',
      confirmed: false,
      step: 'EMAIL1',
      answers: { FULL_NAME: 'Ada' },
    },
  ]);
});

test('a session that is torn down, and one that is under way at the end, are stopped without an error', async (t) => {
  const { path, records } = await setUp(t);
  begin(records, 'torn down');
  begin(records, 'under way');
  records.observe(closed('torn down'));
  await records.close();
  records.observe(failed('under way'));
  t.like(await readRecords(path), [
    { id: 'torn down', outcome: 'stopped', step: 'HELLO', error: null },
    { id: 'under way', outcome: 'stopped', step: 'HELLO', error: null },
  ]);
});

test('a session that is torn down before DONE was sent was not done after all; one that the close finds there was', async (t) => {
  const { path, records } = await setUp(t);
  await beginAndKeep(records, 'torn down');
  await beginAndKeep(records, 'at the close');
  records.observe(closed('torn down'));
  await records.close();
  t.deepEqual(
    (await readRecords(path)).map(({ id, outcome }) => `${id}: ${outcome}`),
    ['torn down: done', 'at the close: done', 'torn down: stopped'],
  );
});

test('events of sessions that never began, or have ended, are nobody’s', async (t) => {
  const { path, problems, records } = await setUp(t);
  records.observe(answered('x', 'EMAIL1', 'y'));
  records.observe(done('x'));
  begin(records, 's');
  records.observe(failed('s'));
  records.observe(failed('s'));
  await records.close();
  t.deepEqual(await readIds(path), ['s']);
  t.deepEqual(problems, []);
});

test('committing an unknown session fails', async (t) => {
  const { records } = await setUp(t);
  await t.throwsAsync(kept(records, 'x'), {
    name: 'ServiceError',
    code: 'not_durable',
    message: 'Server could not keep the answers: the session is unknown.',
  } as object);
});

test('unsubscribing from the keeping does not take the record back', async (t) => {
  const { path, records } = await setUp(t);
  begin(records, 's');
  records
    .commit('s')
    .subscribe({
      complete: () => {
        t.fail();
      },
    })
    .unsubscribe();
  await records.close();
  t.deepEqual(await readIds(path), ['s']);
});

test('nothing is written unless somebody subscribes', async (t) => {
  const { path, records } = await setUp(t);
  begin(records, 's');
  records.commit('s');
  await beginAndKeep(records, 'other');
  t.deepEqual(await readIds(path), ['other']);
});

test('a full disk: the session hears the reason, the operator the path, and nothing else breaks', async (t) => {
  const problems: [string, string | null][] = [];
  const records = new SessionRecords(fullDisk(), '/dev/full', {
    onError: (problem, id) => problems.push([problem.message, id]),
  });
  const message = 'Server could not keep the answers: no space left on the disk.';
  await t.throwsAsync(beginAndKeep(records, 's'), { code: 'not_durable', message } as object);
  begin(records, 'a');
  begin(records, 'b');
  records.observe(failed('a'));
  records.observe(failed('b'));
  await t.throwsAsync(kept(records, 's'), { message });
  t.deepEqual(problems, [
    ['A record could not be kept in /dev/full: no space left on the disk. Free some disk space.', 's'],
    ['3 records could not be kept in /dev/full: no space left on the disk. Free some disk space.', null],
  ]);
});

test('a file that goes and comes back: told, not made again, and healed', async (t) => {
  const { path, problems, records } = await setUp(t);
  await beginAndKeep(records, 'before');
  await rename(path, `${path}.away`);
  await t.throwsAsync(beginAndKeep(records, 's'), {
    message: 'Server could not keep the answers: the records file is gone.',
  });
  await rename(`${path}.away`, path);
  records.observe(failed('s'));
  await beginAndKeep(records, 'after');
  t.like(await readRecords(path), [{ id: 'before' }, { id: 's', outcome: 'stopped' }, { id: 'after' }]);
  t.deepEqual(problems, [
    [
      `A record could not be kept in ${path}: the records file is gone. Put it back, or put an empty file of mode 600 there.`,
      's',
    ],
  ]);
});

test('an empty file put where the old one was is used', async (t) => {
  const { path, records } = await setUp(t);
  await rm(path);
  await t.throwsAsync(beginAndKeep(records, 'lost'));
  await writeFile(path, '', { mode: 0o600 });
  await beginAndKeep(records, 'committed');
  t.deepEqual(await readIds(path), ['committed']);
});

test('two servers on one file: every record is whole', async (t) => {
  const { path, records } = await setUp(t);
  const { records: others, problems } = await setUp(t, path);
  const ids = Array.from({ length: 60 }, (_, i) => `s${i}`);
  for (let i = 0; i < ids.length; i += 6) {
    await Promise.all(ids.slice(i, i + 6).map((id, n) => beginAndKeep(n % 2 === 0 ? records : others, id)));
  }
  t.deepEqual([...new Set(await readIds(path))].sort(), ids.sort());
  const torn = (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !/^\{.*\}$/.test(line));
  t.deepEqual(torn, []);
  t.deepEqual(problems, []);
});

test('what is fed after the close is reported, not silently lost', async (t) => {
  const { path, problems, records } = await setUp(t);
  await Promise.all([records.close(), records.close()]);
  begin(records, 's');
  records.observe(failed('s'));
  await t.throwsAsync(kept(records, 's'), { code: 'not_durable' } as object);
  await records.close();
  begin(records, 'late');
  await t.throwsAsync(kept(records, 'late'), {
    message: 'Server could not keep the answers: the records are closed.',
  });
  t.deepEqual(
    problems.map(([, id]) => id),
    [null],
  );
  t.is(await readFile(path, 'utf8'), '');
});

test('an event that cannot be folded, and an observer that throws, harm nobody', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  let told = 0;
  const records = await openRecords(path, {
    onError: () => {
      told++;
      throw new Error('observer');
    },
  });
  t.teardown(() => records.close());
  records.observe({ ...connected('no time'), at: NaN });
  records.observe(failed('no time'));
  t.is(told, 1);
  records.observe({ ...connected('still no time'), at: NaN });
  await t.throwsAsync(kept(records, 'still no time'), { code: 'not_durable' } as object);
  await beginAndKeep(records, 'fine');
  await records.close();
  t.is(told, 2);
  t.deepEqual(await readIds(path), ['fine']);
});

test('problems may be nobody’s concern', async (t) => {
  const records = createRecords(fullDisk());
  await t.throwsAsync(beginAndKeep(records, 's'), { code: 'not_durable' } as object);
  await records.close();
});

test('`await using` and the like close it', async (t) => {
  const { path, records } = await setUp(t);
  begin(records, 's');
  await records[Symbol.asyncDispose]();
  t.like(await readRecords(path), [{ id: 's', outcome: 'stopped' }]);
});
