import { connect } from '../../../../lib/postgres/connect.js';
import { openWorkTable, type WorkTable } from '../../../../lib/work/sticky/postgres/work-table.js';
import type { WantedWork } from '../../../../lib/session/work-store.js';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { postgresTest, usePostgres } from '../../../support/postgres.js';

const postgres = usePostgres();

const LIMITS = { restartGrace: 0, maxPerCertificate: 2, maxFree: 1000 };

async function tableOf(t: ExecutionContext, database: string, options = LIMITS): Promise<WorkTable> {
  const table = await openWorkTable(await connect(postgres().url(database), { env: {} }), options);
  t.teardown(() => table.close());
  return table;
}

const wanted = (certificate: string, session: string): WantedWork => ({
  ...{ certificate, session, token: `token-of-${session}`, nBits: 20 },
  lifetime: 60,
});

postgresTest(
  'work of a session that lives, of one that has ended, and of one whose server is gone',
  async (t) => {
    const database = await postgres().createMigrated();
    const [one, two] = [await tableOf(t, database), await tableOf(t, database)];
    const [first] = await one.take([wanted('A', '1')]);
    t.deepEqual(first, {
      session: '1',
      work: { token: 'token-of-1', nBits: 20, isResumed: false, secondsLeft: 60 },
    });
    t.is((await two.take([wanted('A', '2')]))[0]?.work.token, 'token-of-2', 'it is held');
    await one.release([{ token: 'token-of-1', session: '1', certificate: 'A' }]);
    const [resumed] = await two.take([{ ...wanted('A', '3'), nBits: 5 }]);
    t.like(resumed?.work, { token: 'token-of-1', nBits: 20, isResumed: true });
    t.true((resumed?.work.secondsLeft ?? 61) <= 60);
    await two.destroy();
    const clients = async (): Promise<number> => {
      const rows = await postgres().query(
        'postgres',
        `SELECT FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
        [database],
      );
      return rows.length;
    };
    while ((await clients()) > 1) await delay(10);
    const taken = await one.take([wanted('A', '4'), wanted('B', '5')]);
    t.deepEqual(
      taken.map(({ session, work: { token, isResumed } }) => `${session} ${token} ${isResumed}`),
      ['4 token-of-1 true', '5 token-of-5 false'],
    );
  },
);

postgresTest('a token is spent once, by the session that holds it', async (t) => {
  const database = await postgres().createMigrated();
  const [one, two] = [await tableOf(t, database), await tableOf(t, database)];
  await one.take([wanted('A', '1'), wanted('B', '2')]);
  const both = [
    { token: 'token-of-1', session: '1' },
    { token: 'token-of-2', session: '3' },
  ];
  const spent = await Promise.all([one.spend(both), two.spend(both)]);
  t.deepEqual(
    spent.flatMap((tokens) => [...tokens]),
    ['token-of-1'],
  );
});
