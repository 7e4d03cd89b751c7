import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { openPostgresWorkStore } from '../../../../lib/work/sticky/open-postgres-work-store.js';
import { testCertificates } from '../../../support/certificates.js';
import { connectClient, solve, type TlsLineClient } from '../../../support/line-client.js';
import { postgresTest, usePostgres } from '../../../support/postgres.js';
import { startServing, type Serving } from '../../../support/serving.js';

const postgres = usePostgres();
const certificates = testCertificates();
test.after.always(certificates.cleanup);

const N_BITS = 6;

/** A server of this process, over the database. */
async function serverOver(t: ExecutionContext, database: string, restartGrace = 0): Promise<Serving> {
  const url = postgres().url(database);
  const workStore = await openPostgresWorkStore(url, { restartGrace, waitMs: 60_000 });
  t.teardown(() => workStore.close());
  return startServing(t, { token: null, nBits: N_BITS }, { workStore });
}

interface Worker {
  readonly client: TlsLineClient;
  /** The line of WORK. */
  readonly work: string;
}

async function toWork(t: ExecutionContext, port: number): Promise<Worker> {
  const client = await connectClient(port);
  t.teardown(() => client.close());
  return { client, work: await client.until('WORK') };
}

/** A server in a process of its own, and its port. */
async function startProcess(t: ExecutionContext, database: string): Promise<[ChildProcess, number]> {
  const script = fileURLToPath(new URL('../../../support/work-server.js', import.meta.url));
  const { server, ca } = certificates;
  const child = spawn(
    process.execPath,
    [script, postgres().url(database), server.certPath, server.keyPath, ca.certPath],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  t.teardown(() => child.kill('SIGKILL'));
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return [child, Number(port.toString())];
}

postgresTest(
  'a server is killed: its client has the same work on another, and spends it there',
  async (t) => {
    t.timeout(60_000);
    const database = await postgres().createMigrated();
    const other = await serverOver(t, database);
    const [killed, port] = await startProcess(t, database);
    const first = await toWork(t, port);
    const own = await toWork(t, await other.port());
    t.not(own.work, first.work, 'while both live');
    killed.kill('SIGKILL');
    await first.client.closed;
    await postgres().query(
      database,
      `DO $$ BEGIN WHILE (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tlslp-server work') > 1 LOOP
       PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
     END LOOP; END $$`,
    );
    const second = await toWork(t, await other.port());
    t.is(second.work, first.work);
    second.client.answer(second.work);
    t.is(await second.client.converse(), 'DONE');
    t.true((await other.first('work_accepted')).resumed);
    const [row] = await postgres().query<{ left: string }>(
      database,
      'SELECT string_agg(token, $1) AS left FROM tlslp.work_tokens',
      [' '],
    );
    t.is(row?.left, own.work.split(' ')[1]);
  },
);

postgresTest('one proof at one moment on two servers: one of them counts it', async (t) => {
  t.timeout(60_000);
  const database = await postgres().createMigrated();
  const servers = [await serverOver(t, database), await serverOver(t, database)] as const;
  for (let round = 0; round < 10; round++) {
    const first = await toWork(t, await servers[0].port());
    // As if the first server were cut off from the database: the second one takes what it holds.
    await postgres().query(database, 'UPDATE tlslp.work_tokens SET server = 1');
    const second = await toWork(t, await servers[1].port());
    t.is(second.work, first.work);
    const suffix = solve(first.work.split(' ')[1] ?? '', N_BITS);
    first.client.say(suffix);
    second.client.say(suffix);
    const said = [await first.client.next(), await second.client.next()];
    t.is(
      said[0],
      'FAIL This work was spent on another connection: connect again for new work.',
      'who holds it now, spends it',
    );
    t.regex(said[1] ?? '', /^[A-Z0-9_]+ /);
    await first.client.close();
    await second.client.close();
  }
  t.is(servers[0].of('work_accepted').length + servers[1].of('work_accepted').length, 10);
});

postgresTest('a stop leaves its work to the other servers', async (t) => {
  t.timeout(60_000);
  const database = await postgres().createMigrated();
  const [one, other] = [await serverOver(t, database), await serverOver(t, database)];
  const first = await toWork(t, await one.port());
  one.unsubscribe();
  await first.client.closed;
  // The first server tells the database while the client comes again: the oldest work comes first when it is free.
  let work = '';
  while (work !== first.work) {
    const next = await toWork(t, await other.port());
    await next.client.close();
    ({ work } = next);
  }
  t.is(work, first.work);
});
