import test, { type ExecutionContext } from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { DatabaseError, isUnavailable } from '../../../../lib/postgres/database-error.js';
import {
  openPostgresRecords,
  openPostgresSink,
} from '../../../../lib/records/sinks/postgres/open-postgres.js';
import { PostgresSink } from '../../../../lib/records/sinks/postgres/postgres-sink.js';
import { openDatabaseRecords } from '../../../../lib/records/reading/database-records.js';
import type { TlslpError } from '../../../../lib/protocol/errors.js';
import { connectFor, PASSWORD, postgresTest, usePostgres } from '../../../support/postgres.js';
import { beginAndKeep } from '../../helpers.js';
import { readAll, sample } from '../../reading/samples.js';

// A database that is away, or that comes back. Alone in a file: it stops the server of all tests here, so they run one by one.

const postgres = usePostgres();
const serial = postgresTest === test ? test.serial : postgresTest;

/** Lets virtual time pass, as fast as what waits for it is there. */
async function pass(scheduler: VirtualTimeScheduler, until: Promise<unknown>): Promise<void> {
  const over = until.then(
    () => true,
    () => true,
  );
  const turn = (): Promise<boolean> => new Promise((resolve) => setImmediate(resolve, false));
  while (!(await Promise.race([over, turn()]))) scheduler.flush();
}

async function readIds(url: string): Promise<string[]> {
  await using records = await openDatabaseRecords(url);
  return (await readAll(records)).map(({ id }) => id);
}

test('a database that stays away: tried with growing pauses until the deadline, then the error says so', async (t) => {
  const scheduler = new VirtualTimeScheduler();
  const sink = new PostgresSink('postgresql://a:secret@127.0.0.1:1/b', {
    scheduler,
    deadlineMs: 8000,
    env: {},
  });
  const appending = sink.append([sample(), sample()]);
  await pass(scheduler, appending);
  const error = await t.throwsAsync(appending, { instanceOf: DatabaseError, code: 'ECONNREFUSED' });
  t.true(isUnavailable(error));
  // 50 ms, doubled up to 2 s: the next pause would end after the deadline.
  t.is(scheduler.frame, 50 + 100 + 200 + 400 + 800 + 1600 + 2000 + 2000);
  await sink.close();
});

test('without a deadline, a batch is tried once', async (t) => {
  const scheduler = new VirtualTimeScheduler();
  const sink = new PostgresSink('postgresql://127.0.0.1:1/b', { scheduler, deadlineMs: 0, env: {} });
  await t.throwsAsync(sink.append([sample()]), { code: 'ECONNREFUSED' });
  t.is(scheduler.frame, 0);
});

test('a sink that is closed while a batch is tried again: the batch fails, and nothing connects any more', async (t) => {
  const scheduler = new VirtualTimeScheduler();
  const sink = new PostgresSink('postgresql://127.0.0.1:1/b', { scheduler, env: {} });
  const appending = sink.append([sample()]);
  while (scheduler.actions.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await sink.close();
  await pass(scheduler, appending);
  await t.throwsAsync(appending, { instanceOf: DatabaseError, code: 'CLOSED' });
  t.is(scheduler.frame, 50);
  await t.throwsAsync(sink.open(), { code: 'CLOSED' });
});

serial('a sink that is closed while it connects leaves no connection', async (t) => {
  const database = await postgres().createMigrated();
  const sink = new PostgresSink(postgres().url(database), { env: {} });
  const opening = sink.open();
  await sink.close();
  await t.throwsAsync(opening, { code: 'CLOSED' });
  await postgres().untilUnused(database);
});

test('a database that may be away at the start: a wrong URL is refused all the same', async (t) => {
  const sink = await openPostgresSink('postgresql://127.0.0.1:1/b', { mayBeAway: true, env: {} });
  await sink.close();
  await t.throwsAsync(openPostgresSink('postgresql://127.0.0.1:0/b', { mayBeAway: true }), {
    code: 'unusable_database',
  });
  await t.throwsAsync(openPostgresSink('postgresql://127.0.0.1:1/b', { env: {} }), {
    code: 'unusable_database',
    message: 'The database postgresql://127.0.0.1:1/b cannot be used: connection refused.',
  });
});

serial(
  'a batch that was on its way when the database crashed is stored once, over a new connection',
  async (t) => {
    const database = await postgres().createMigrated();
    const url = postgres().url(database);
    const sink = await openPostgresSink(url, { deadlineMs: 60_000 });
    await sink.append([sample({ id: 'before' })]);
    await lockedWhile(t, database, async () => {
      const appending = sink.append([sample({ id: 'during' })]);
      await untilWaiting(database);
      await postgres().stop('immediate');
      await postgres().start();
      await appending;
    });
    await sink.append([sample({ id: 'after' })]);
    t.deepEqual((await readIds(url)).sort(), ['after', 'before', 'during']);
    await sink.close();
    await postgres().untilUnused(database);
  },
);

serial('a session whose answers the database cannot keep fails, and the operator reads why', async (t) => {
  const url = postgres().url(await postgres().createMigrated());
  const errors: TlslpError[] = [];
  const records = await openPostgresRecords(url, { deadlineMs: 0, onError: (error) => errors.push(error) });
  await beginAndKeep(records, 'kept');
  await postgres().stop('fast');
  const error = await t.throwsAsync(beginAndKeep(records, 'lost'), { code: 'not_durable' });
  t.is(error.message, 'Server could not keep the answers: the database is not available.');
  await postgres().start();
  await beginAndKeep(records, 'kept again');
  t.is(errors.length, 1);
  t.regex(
    errors[0]?.message ?? '',
    /^A record could not be kept in postgresql:\/\/postgres@127\.0\.0\.1:\d+\/test_\w+: (the connection was lost|it is shutting down|connection refused)\./,
  );
  t.false((errors[0]?.message ?? '').includes(PASSWORD));
  t.like(records.counts, { committed: 2, lost: 1 });
  await records.close();
  t.deepEqual((await readIds(url)).sort(), ['kept', 'kept again']);
});

serial('a read-only database and one that took a right back: unavailable, in words', async (t) => {
  const database = await postgres().createMigrated();
  await postgres().query(
    database,
    `CREATE ROLE writer LOGIN; GRANT USAGE ON SCHEMA tlslp TO writer;
     GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA tlslp TO writer`,
  );
  const refused = async (url: string, meanwhile: () => Promise<unknown>): Promise<unknown> => {
    const sink = await openPostgresSink(url, { deadlineMs: 0 });
    await meanwhile();
    const error = await t.throwsAsync(sink.append([sample()]));
    await sink.close();
    t.true(isUnavailable(error));
    return error.message;
  };
  const revoke = (): Promise<unknown> =>
    postgres().query(database, 'REVOKE INSERT, UPDATE ON tlslp.sessions FROM writer');
  const url = postgres().socketUrl(database, 'writer');
  t.is(await refused(url, revoke), 'the user has no permission');
  await t.throwsAsync(openPostgresSink(url), {
    code: 'unusable_database',
    message:
      /gives this user no right to write records: INSERT on tlslp\.sessions, UPDATE on tlslp\.sessions is missing/,
  });
  t.is(
    await refused(`${postgres().url(database)}?options=-cdefault_transaction_read_only%3Don`, () =>
      Promise.resolve(),
    ),
    'it is read-only, as a standby is',
  );
});

/** Holds a lock, so that an insert waits until the server crashes. */
async function lockedWhile(t: ExecutionContext, database: string, run: () => Promise<void>): Promise<void> {
  const holder = await connectFor(t, postgres().socketUrl(database));
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE tlslp.sessions IN EXCLUSIVE MODE');
  await run();
}

async function untilWaiting(database: string): Promise<void> {
  for (;;) {
    const rows = await postgres().query(
      'postgres',
      `SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
      [database],
    );
    if (rows.length > 0) return;
  }
}
