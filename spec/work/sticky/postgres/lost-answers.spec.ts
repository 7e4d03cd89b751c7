import type { ExecutionContext } from 'ava';
import { DatabaseError } from '../../../../lib/postgres/database-error.js';
import type { WantedWork } from '../../../../lib/session/work-store.js';
import { PostgresWorkStore } from '../../../../lib/work/sticky/postgres/postgres-work-store.js';
import { openWorkTable, type WorkTable } from '../../../../lib/work/sticky/postgres/work-table.js';
import { connectFor, postgresTest, usePostgres } from '../../../support/postgres.js';
import { LIFETIME, MAX_PER_CERTIFICATE, settled } from '../../../support/work-stores.js';

// The database has done what it was told, and is gone before it could say so. What was spent meanwhile must not be given again.

const postgres = usePostgres();

const wanted = (session: string): WantedWork => ({
  ...{ certificate: 'A', session, token: `token-of-${session}`, nBits: 20 },
  lifetime: LIFETIME,
});

/** One answer of this kind is lost, and the connection with it. @param onLost called then */
function loseAnswer(table: WorkTable, of: 'take' | 'add', onLost: () => void = () => undefined): void {
  let isLost = false;
  const does = table[of].bind(table) as (rows: readonly never[]) => Promise<unknown>;
  Object.assign(table, {
    [of]: async (rows: readonly never[]) => {
      const answer = await does(rows);
      if (isLost) return answer;
      isLost = true;
      onLost();
      throw new DatabaseError('LOST');
    },
  });
}

interface Server {
  readonly store: PostgresWorkStore;
  /** Lets it connect again, and resolves when it has. */
  readonly back: (prepare?: (table: WorkTable) => void) => Promise<void>;
  /** Cuts its connection. */
  readonly cut: () => Promise<void>;
}

async function serverOf(
  t: ExecutionContext,
  database: string,
  prepare: (table: WorkTable) => void = () => undefined,
): Promise<Server> {
  let current: WorkTable | null = null;
  let mayOpen: ((table: WorkTable) => void) | null = prepare;
  let onUp: () => void = () => undefined;
  const store = new PostgresWorkStore({
    open: async () => {
      const prepareNow = mayOpen;
      if (prepareNow === null) throw new DatabaseError('LOST');
      mayOpen = null;
      const connection = await connectFor(t, postgres().socketUrl(database));
      const options = { restartGrace: 0, maxPerCertificate: MAX_PER_CERTIFICATE, maxFree: 100 };
      current = await openWorkTable(connection, options);
      prepareNow(current);
      return current;
    },
    onChange: ({ isUp }) => {
      if (isUp) onUp();
    },
    waitMs: 60_000,
    scheduler: undefined,
  });
  t.teardown(() => store.close());
  await store.open();
  return {
    store,
    back: (prepareNext = () => undefined) =>
      new Promise((resolve) => {
        onUp = resolve;
        mayOpen = prepareNext;
      }),
    cut: async () => {
      await current?.destroy();
    },
  };
}

/** What another server gives this client: its own token, if nothing else is left. */
async function elsewhere(t: ExecutionContext, database: string): Promise<string> {
  const { store } = await serverOf(t, database);
  return (await settled(store.take(wanted('another server')))).token;
}

postgresTest('of a fresh token that was handed out', async (t) => {
  const database = await postgres().createMigrated();
  const { store, back } = await serverOf(t, database, (table) => {
    loseAnswer(table, 'take');
  });
  t.like(await settled(store.take(wanted('1'))), { token: 'token-of-1', isResumed: false });
  t.true(await settled(store.spend('token-of-1', '1')));
  await back();
  t.is(await elsewhere(t, database), 'token-of-another server');
});

postgresTest('of a fresh token that is still held: it stays, and is spent once', async (t) => {
  const database = await postgres().createMigrated();
  const { store, back } = await serverOf(t, database, (table) => {
    loseAnswer(table, 'take');
  });
  await settled(store.take(wanted('1')));
  await back();
  t.is(await elsewhere(t, database), 'token-of-another server');
  t.true(await settled(store.spend('token-of-1', '1')));
  t.false(await settled(store.spend('token-of-1', '1')));
});

postgresTest('of a token that came back while the database was away', async (t) => {
  const database = await postgres().createMigrated();
  const { store, back, cut } = await serverOf(t, database);
  await cut();
  await settled(store.take(wanted('1')));
  store.release('1');
  await back((table) => {
    loseAnswer(table, 'add');
  });
  const next = await settled(store.take(wanted('2')));
  t.is(next.token, 'token-of-1');
  t.true(await settled(store.spend('token-of-1', '2')));
  await back();
  t.is(await elsewhere(t, database), 'token-of-another server');
});

postgresTest('of a token that a session took while the database was away', async (t) => {
  const database = await postgres().createMigrated();
  const { store, back, cut } = await serverOf(t, database);
  await cut();
  await settled(store.take(wanted('1')));
  await new Promise<void>((resolve) => {
    void back((table) => {
      loseAnswer(table, 'add', resolve);
    });
  });
  t.true(await settled(store.spend('token-of-1', '1')));
  await back();
  t.is(await elsewhere(t, database), 'token-of-another server');
});
