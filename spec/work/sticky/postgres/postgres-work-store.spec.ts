import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import type { WantedWork } from '../../../../lib/session/work-store.js';
import {
  openPostgresWorkStore,
  type OpenWorkStore,
  type PostgresWorkStoreOptions,
} from '../../../../lib/work/sticky/open-postgres-work-store.js';
import { connectFor, postgresTest, PostgresServer, usePostgres } from '../../../support/postgres.js';
import {
  doesAsTheModel,
  LIFETIME,
  MAX_PER_CERTIFICATE,
  settled,
  steps,
} from '../../../support/work-stores.js';

const postgres = usePostgres();

const OPTIONS: PostgresWorkStoreOptions = {
  restartGrace: 0,
  waitMs: 60_000,
  maxPerCertificate: MAX_PER_CERTIFICATE,
};

async function storeOf(
  t: ExecutionContext,
  database: string,
  options: PostgresWorkStoreOptions = {},
): Promise<OpenWorkStore> {
  const store = await openPostgresWorkStore(postgres().url(database), { ...OPTIONS, ...options });
  t.teardown(() => store.close());
  return store;
}

const wanted = (certificate: string, session: string): WantedWork => ({
  ...{ certificate, session, token: `token-of-${session}`, nBits: 20 },
  lifetime: LIFETIME,
});

const tokenOf = async (store: OpenWorkStore, certificate: string, session: string): Promise<string> =>
  (await settled(store.take(wanted(certificate, session)))).token;

postgresTest('whatever sessions do, the database does as a plain model', async (t) => {
  t.timeout(120_000);
  const database = await postgres().createMigrated();
  const connection = await connectFor(t, postgres().socketUrl(database));
  const advance = async (seconds: number): Promise<void> => {
    await connection.query(
      `UPDATE tlslp.work_tokens
       SET given_at = given_at - $1 * interval '1 second', expires_at = expires_at - $1 * interval '1 second'`,
      [seconds],
    );
  };
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const store = await openPostgresWorkStore(postgres().socketUrl(database), OPTIONS);
      try {
        await doesAsTheModel({ store, advance }, given);
      } finally {
        await store.close();
        await connection.query('TRUNCATE tlslp.work_tokens');
      }
    }),
    { numRuns: 30 },
  );
  t.pass();
});

postgresTest('a server that was killed leaves its work to the others at once', async (t) => {
  const database = await postgres().createMigrated();
  const [one, two] = [await storeOf(t, database), await storeOf(t, database)];
  await tokenOf(one, 'A', '1');
  t.is(await tokenOf(two, 'A', '2'), 'token-of-2');
  await one.close();
  t.is(await tokenOf(two, 'A', '3'), 'token-of-1');
});

postgresTest('what one connection lost and another has taken cannot be spent by the first', async (t) => {
  const database = await postgres().createMigrated();
  const [one, two] = [await storeOf(t, database), await storeOf(t, database)];
  await tokenOf(one, 'A', '1');
  const server = await connectFor(t, postgres().socketUrl(database));
  // As if the network between the first server and the database were cut.
  await server.query(`UPDATE tlslp.work_tokens SET server = 1`);
  t.is(await tokenOf(two, 'A', '2'), 'token-of-1');
  const spent = [one.spend('token-of-1', '1'), two.spend('token-of-1', '2')];
  t.deepEqual(await Promise.all(spent.map(settled)), [false, true]);
});

postgresTest('many at once share statements, and each has its own', async (t) => {
  const database = await postgres().createMigrated();
  const [one, two] = [await storeOf(t, database), await storeOf(t, database)];
  const sessions = Array.from({ length: 200 }, (_, n) => `${n}`);
  const storeFor = (session: string): OpenWorkStore => (Number(session) % 2 === 0 ? one : two);
  const takeAll = (generation: string): Promise<string[]> =>
    Promise.all(
      sessions.map((session) =>
        tokenOf(storeFor(session), `of ${Number(session) % 50}`, `${generation}${session}`),
      ),
    );
  const first = await takeAll('first ');
  t.is(new Set(first).size, 200);
  for (const session of sessions) storeFor(session).release(`first ${session}`);
  const second = await takeAll('second ');
  t.is(new Set(second).size, 200);
  const spent = await Promise.all(
    sessions.map((session, n) => settled(storeFor(session).spend(second[n] ?? '', `second ${session}`))),
  );
  t.true(spent.every(Boolean));
  const rows = await postgres().query<{ left: number }>(
    database,
    'SELECT count(*)::integer AS left FROM tlslp.work_tokens WHERE session IS NOT NULL',
  );
  t.deepEqual(rows, [{ left: 0 }]);
});

postgresTest('without its tables or its rights it keeps work in memory, and says why', async (t) => {
  const states: string[] = [];
  const database = await postgres().createDatabase();
  // The first to connect to a database waits longest.
  await postgres().query(database, 'SELECT 1');
  const store = await storeOf(t, database, {
    onChange: ({ isUp, why }) => states.push(`${isUp} ${why}`),
  });
  t.deepEqual(states, ['false it has no such table']);
  const taken = store.take(wanted('A', '1'));
  t.false(taken instanceof Promise);
  t.true(store.spend('token-of-1', '1'));
});

postgresTest('what has expired is removed, and so is what is too much', async (t) => {
  const database = await postgres().createMigrated();
  const { openWorkTable } = await import('../../../../lib/work/sticky/postgres/work-table.js');
  const connection = await connectFor(t, postgres().socketUrl(database));
  await connection.query(
    `INSERT INTO tlslp.work_tokens
     SELECT 'expired-' || n, 'A', 1, now(), now() - interval '2 minutes', 's', 1 FROM generate_series(1, 1001) n
     UNION ALL SELECT 'free-' || n, 'B', 1, now(), now() + n * interval '1 minute', NULL, NULL FROM generate_series(1, 7) n`,
  );
  const table = await openWorkTable(connection, { restartGrace: 0, maxPerCertificate: 8, maxFree: 5 });
  t.true(await table.sweep());
  t.false(await table.sweep());
  const rows = await connection.query<{ token: string }>(
    'SELECT token FROM tlslp.work_tokens ORDER BY token',
  );
  t.deepEqual(
    rows.map(({ token }) => token),
    ['free-3', 'free-4', 'free-5', 'free-6', 'free-7'],
  );
});

postgresTest('a database that goes and comes back', async (t) => {
  t.timeout(120_000);
  const server = await PostgresServer.create();
  t.teardown(() => server.end());
  const database = await server.createMigrated();
  const states: boolean[] = [];
  let changed = (): void => undefined;
  const open = (onChange: PostgresWorkStoreOptions['onChange'] = () => undefined): Promise<OpenWorkStore> =>
    openPostgresWorkStore(server.url(database), { ...OPTIONS, restartGrace: 5, onChange });
  const one = await open(({ isUp }) => {
    states.push(isUp);
    changed();
  });
  t.teardown(() => one.close());
  const until = async (isUp: boolean): Promise<void> => {
    while (states.at(-1) !== isUp) await new Promise<void>((resolve) => (changed = resolve));
  };
  await tokenOf(one, 'A', 'held');
  await tokenOf(one, 'B', 'spent');
  await tokenOf(one, 'C', 'released');
  await server.stop('immediate');
  await until(false);
  t.true(await settled(one.spend('token-of-spent', 'spent')), 'nobody is refused');
  one.release('released');
  t.false((await settled(one.take(wanted('D', 'begun')))).isResumed, 'there is work');
  await server.start();
  await until(true);
  const two = await open();
  t.teardown(() => two.close());
  t.is(await tokenOf(two, 'A', '1'), 'token-of-1', 'it is held over the restart');
  t.is(await tokenOf(two, 'B', '2'), 'token-of-2', 'it stays spent');
  t.is(await tokenOf(two, 'D', '3'), 'token-of-3', 'work that was given without the database is held');
  t.true(await settled(one.spend('token-of-held', 'held')));
  one.release('begun');
  while ((await tokenOf(two, 'D', '4')) !== 'token-of-begun') {
    two.discard('4');
    await delay(10);
  }
  t.deepEqual(states, [true, false, true]);
});

/** Holds the whole table until the returned function is called: each statement waits. */
async function holdTable(t: ExecutionContext, database: string): Promise<() => Promise<unknown>> {
  const connection = await connectFor(t, postgres().socketUrl(database));
  await connection.query('BEGIN');
  await connection.query('LOCK TABLE tlslp.work_tokens');
  return () => connection.query('COMMIT');
}

/** A store that finds the database late when it is told so. */
async function slowStoreOf(
  t: ExecutionContext,
  database: string,
): Promise<{ store: OpenWorkStore; late: () => Promise<void> }> {
  const scheduler = new VirtualTimeScheduler();
  const late = async (): Promise<void> => {
    // What is asked for at once begins in the next turn.
    await new Promise(setImmediate);
    scheduler.flush();
  };
  return { store: await storeOf(t, database, { scheduler }), late };
}

const rowsOf = (database: string): Promise<{ token: string; session: string | null }[]> =>
  postgres().query(database, 'SELECT token, session FROM tlslp.work_tokens ORDER BY token');

postgresTest('a database that is slow holds nobody up, and hears later what it has to know', async (t) => {
  const database = await postgres().createMigrated();
  const { store, late } = await slowStoreOf(t, database);
  for (const session of ['held', 'spent', 'wrong', 'left']) await tokenOf(store, session, session);
  const letGo = await holdTable(t, database);
  const begun = store.take(wanted('A', 'begun'));
  await late();
  t.deepEqual(await settled(begun), {
    ...{ token: 'token-of-begun', nBits: 20, isResumed: false, secondsLeft: LIFETIME },
  });
  t.true(store.spend('token-of-spent', 'spent'), 'it knows now that the database is slow');
  t.is(await tokenOf(store, 'B', 'next'), 'token-of-next');
  store.discard('wrong');
  store.release('left');
  store.release('begun');
  t.is(await tokenOf(store, 'A', 'again'), 'token-of-begun', 'it is kept in memory');
  t.true(store.spend('token-of-begun', 'again'));
  await letGo();
  await store.close();
  t.deepEqual(await rowsOf(database), [
    { token: 'token-of-held', session: 'held' },
    { token: 'token-of-left', session: null },
  ]);
});

postgresTest('a proof under way when the database gets slow is accepted, and counts once', async (t) => {
  const database = await postgres().createMigrated();
  const { store, late } = await slowStoreOf(t, database);
  await tokenOf(store, 'A', '1');
  const letGo = await holdTable(t, database);
  const spent = store.spend('token-of-1', '1');
  await late();
  t.true(await settled(spent));
  t.false(await settled(store.spend('token-of-1', '1')));
  await letGo();
  await store.close();
  t.deepEqual(await rowsOf(database), []);
});

postgresTest('work that is known comes late: it is given back', async (t) => {
  const database = await postgres().createMigrated();
  const { store, late } = await slowStoreOf(t, database);
  await tokenOf(store, 'A', '1');
  store.release('1');
  t.is(await tokenOf(store, 'B', '2'), 'token-of-2', 'the release is done');
  const letGo = await holdTable(t, database);
  const taken = store.take(wanted('A', '3'));
  await late();
  t.is((await settled(taken)).token, 'token-of-3');
  await letGo();
  await store.close();
  t.deepEqual(await rowsOf(database), [
    { token: 'token-of-1', session: null },
    { token: 'token-of-2', session: '2' },
  ]);
});

postgresTest('who leaves while its work is being taken', async (t) => {
  const database = await postgres().createMigrated();
  const store = await storeOf(t, database);
  await tokenOf(store, 'A', '1');
  store.release('1');
  await tokenOf(store, 'C', '2');
  const letGo = await holdTable(t, database);
  const takes = [store.take(wanted('A', '3')), store.take(wanted('B', '4'))];
  store.release('3');
  store.release('4');
  await letGo();
  await Promise.all(takes.map(settled));
  await store.close();
  t.deepEqual(await rowsOf(database), [
    { token: 'token-of-1', session: null },
    { token: 'token-of-2', session: '2' },
  ]);
});

postgresTest('a token that another has already is not handed out from the table', async (t) => {
  const database = await postgres().createMigrated();
  const [one, two] = [await storeOf(t, database), await storeOf(t, database)];
  await tokenOf(one, 'A', '1');
  t.is(await tokenOf(two, 'B', '1'), 'token-of-1');
  t.deepEqual(await rowsOf(database), [{ token: 'token-of-1', session: '1' }]);
});

postgresTest('after it is closed it works on in memory', async (t) => {
  const store = await storeOf(t, await postgres().createMigrated());
  await store.close();
  t.is(await tokenOf(store, 'A', '1'), 'token-of-1');
  store.release('1');
  t.is(await tokenOf(store, 'A', '2'), 'token-of-1');
  store.discard('2');
  t.is(await tokenOf(store, 'A', '3'), 'token-of-3');
  t.true(await settled(store.spend('token-of-3', '3')));
});

postgresTest('the rights that docs/operations.md names are enough', async (t) => {
  const database = await postgres().createMigrated();
  const role = `server_${database}`;
  await postgres().query(database, `CREATE ROLE ${role} LOGIN`);
  await postgres().query(database, `GRANT USAGE ON SCHEMA tlslp TO ${role}`);
  await postgres().query(database, `GRANT SELECT, INSERT, UPDATE, DELETE ON tlslp.work_tokens TO ${role}`);
  const states: boolean[] = [];
  const options: PostgresWorkStoreOptions = { ...OPTIONS, onChange: ({ isUp }) => states.push(isUp) };
  const one = await openPostgresWorkStore(postgres().socketUrl(database, role), options);
  t.teardown(() => one.close());
  await tokenOf(one, 'A', '1');
  await tokenOf(one, 'B', '2');
  one.release('1');
  t.is(await tokenOf(one, 'A', '3'), 'token-of-1');
  t.true(await settled(one.spend('token-of-1', '3')));
  one.discard('2');
  await one.close();
  t.deepEqual(states, [true]);
  t.deepEqual(await rowsOf(database), []);
});
