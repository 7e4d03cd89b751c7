import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openDatabaseRecords } from '../../../lib/records/reading/database-records.js';
import { readAll } from '../../records/reading/samples.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient, type TlsLineClient } from '../../support/line-client.js';
import { PostgresServer, postgresTest, usePostgres } from '../../support/postgres.js';
import {
  logLines,
  NO_LIMIT_ARGS,
  readRecords,
  startServer,
  temporaryDirectory,
} from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';

// Work that survives a lost connection, with the program as its users run it.

const postgres = usePostgres();
test.after.always(() => {
  testCertificates().cleanup();
});

async function toWork(t: ExecutionContext, port: number): Promise<{ client: TlsLineClient; work: string }> {
  const client = await connectClient(port);
  t.teardown(() => client.close());
  return { client, work: await client.until('WORK') };
}

/**
 * Comes again until it is given this work: the server, or the database, has to learn first that the other connection is gone. That can take
 * more connections than an address may have.
 */
async function untilWork(t: ExecutionContext, port: number, work: string): Promise<TlsLineClient> {
  for (;;) {
    const next = await toWork(t, port);
    if (next.work === work) return next.client;
    await next.client.close();
  }
}

test('with a file of records: the same work again, in log and record too', async (t) => {
  const records = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, port } = await startServer(t, ['--records', records, ...NO_LIMIT_ARGS]);
  const first = await toWork(t, port);
  await first.client.close();
  const client = await untilWork(t, port, first.work);
  client.answer(first.work);
  t.is(await client.converse(), 'DONE');
  await client.rest();
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const last = (await readRecords(records)).at(-1);
  t.like(last, { outcome: 'done', work: { resumed: true } });
  const logged = logLines(program.stderr).filter(({ id }) => id === last?.id);
  t.true(logged.some(({ msg, resumed }) => msg === 'work accepted' && resumed === true));
});

test('--no-sticky-work: new work each time', async (t) => {
  const { port } = await startServer(t, ['--no-sticky-work', '--no-records']);
  const works = new Set<string>();
  for (let n = 0; n < 3; n++) {
    const { client, work } = await toWork(t, port);
    await client.close();
    works.add(work);
  }
  t.is(works.size, 3);
});

postgresTest(
  'a server is killed in WORK: its client goes on at another one with the same work',
  async (t) => {
    t.timeout(120_000);
    const url = postgres().url(await postgres().createMigrated());
    const start = () =>
      startServer(t, ['--n-bits', '6', ...NO_LIMIT_ARGS], { env: { ...COVERED, TLSLP_RECORDS: url } });
    const [killed, other] = [await start(), await start()];
    const first = await toWork(t, killed.port);
    killed.program.signal('SIGKILL');
    await first.client.closed;
    const client = await untilWork(t, other.port, first.work);
    client.answer(first.work);
    t.is(await client.converse(), 'DONE');
    await client.rest();
    const next = await toWork(t, other.port);
    t.not(next.work, first.work, 'it is spent');
    await next.client.close();
    await other.program.stop();
    await using source = await openDatabaseRecords(url);
    const done = (await readAll(source)).filter(({ outcome }) => outcome === 'done');
    t.is(done.length, 1);
    t.true(done[0]?.work?.resumed);
  },
);

postgresTest('the database is away: the log says so, and who comes has work', async (t) => {
  t.timeout(120_000);
  const database = await PostgresServer.create();
  t.teardown(() => database.end());
  const url = database.url(await database.createMigrated());
  const { program, port } = await startServer(t, ['--n-bits', '6'], {
    env: { ...COVERED, TLSLP_RECORDS: url },
  });
  const held = await toWork(t, port);
  await database.stop('immediate');
  await program.logged(({ msg }) => msg === 'sticky work is kept in memory: the database is away');
  const meanwhile = await toWork(t, port);
  t.not(meanwhile.work, held.work);
  await database.start();
  await program.logged(({ msg }) => msg === 'sticky work is in the database again');
  for (const { client, work } of [held, meanwhile]) {
    client.answer(work);
    t.is(await client.converse(), 'DONE');
  }
});
