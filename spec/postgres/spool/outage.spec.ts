import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import ava, { type ExecutionContext, type TestFn } from 'ava';
import { connect } from '../../../lib/postgres/connect.js';
import { migrate } from '../../../lib/postgres/migrate.js';
import { openDatabaseRecords } from '../../../lib/records/reading/database-records.js';
import { openSpooledPostgres } from '../../../lib/records/spool/open-spooled-postgres.js';
import type { Spool, SpoolNotice } from '../../../lib/records/spool/open-spool.js';
import { makeDirectory } from '../../records/helpers.js';
import { readAll, sample } from '../../records/reading/samples.js';
import { PASSWORD, POSTGRES_BIN, usePostgres, type PostgresServer } from '../../support/postgres.js';
import { seededRandom } from '../../support/random.js';

const SPOOLER = fileURLToPath(new URL('spooler.js', import.meta.url));

const postgres = usePostgres();
// They stop and start one server.
const test = (POSTGRES_BIN === null ? ava.skip : ava.serial) as TestFn;

/** The server, which the test stops and starts, and a database of its own. */
async function startPostgres(t: ExecutionContext): Promise<{ server: PostgresServer; url: string }> {
  t.timeout(120_000);
  const server = postgres();
  t.teardown(async () => {
    await server.stop('fast');
    await server.start();
  });
  return { server, url: server.url(await server.createMigrated()) };
}

/** The directory of the one database in a spool. */
async function placeIn(directory: string): Promise<string> {
  const [place = ''] = await readdir(directory);
  return join(directory, place);
}

async function rowsOf(url: string): Promise<Map<string, boolean | null>> {
  await using records = await openDatabaseRecords(url);
  const all = await readAll(records);
  const byId = new Map(all.map(({ id, confirmed }) => [id, confirmed]));
  if (byId.size !== all.length) throw new Error('a row is there twice');
  return byId;
}

async function openFor(t: ExecutionContext, url: string, directory: string) {
  const notices: SpoolNotice[] = [];
  const spool = await openSpooledPostgres(url, { directory, onNotice: (notice) => notices.push(notice) });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await spool.close();
  };
  t.teardown(close);
  spool.start();
  return { spool, notices, close, kinds: () => notices.map(({ kind }) => kind).join(' ') };
}

async function untilEmpty(spool: Spool): Promise<void> {
  while (spool.status().since !== null) await delay(10);
}

/** Appends sessions until the function resolves, and returns their ids. */
async function appendDuring(spool: Spool, prefix: string, run: () => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let isOver = false;
  const over = run().finally(() => {
    isOver = true;
  });
  while (!(isOver as boolean)) {
    const id = `${prefix}${ids.length}`;
    await spool.append([sample({ id, confirmed: null })]);
    await spool.append([sample({ id, confirmed: true })]);
    ids.push(id);
    await delay(1);
  }
  await over;
  return ids;
}

test('a database that crashes and comes back has each session once, and nobody fails meanwhile', async (t) => {
  const { server, url } = await startPostgres(t);
  const directory = join(await makeDirectory(t), 'spool');
  const { spool, kinds, notices, close } = await openFor(t, url, directory);
  const ids = await appendDuring(spool, 'before', () => delay(200));
  for (const mode of ['immediate', 'kill', 'fast'] as const) {
    const during = await appendDuring(spool, mode, async () => {
      await server.stop(mode);
      await delay(300);
    });
    t.true(spool.status().waiting > 0, mode);
    ids.push(...during);
    ids.push(...(await appendDuring(spool, `${mode}-back`, () => server.start())));
    ids.push(...(await appendDuring(spool, `${mode}-after`, () => untilEmpty(spool))));
  }
  await close();
  const rows = await rowsOf(url);
  t.deepEqual([...rows.keys()].sort(), ids.sort());
  t.true([...rows.values()].every((confirmed) => confirmed === true));
  t.is(kinds(), 'began shipped began shipped began shipped');
  t.deepEqual(await readdir(await placeIn(directory)), []);
  t.false(notices.some(({ message }) => message.includes(PASSWORD)));
});

test('a start while the database is away says so; the schema is checked when it is reached', async (t) => {
  const { server } = await startPostgres(t);
  const url = server.url(await server.createDatabase());
  await server.stop('fast');
  const directory = join(await makeDirectory(t), 'spool');
  const { spool, notices, kinds, close } = await openFor(t, url, directory);
  t.is(kinds(), 'away');
  t.regex(notices[0]?.message ?? '', /^The database postgresql:\/\/.* is away: .*until it is back/);
  await spool.append([sample({ id: 'a' })]);
  await server.start();
  await delay(1500);
  t.is(spool.status().waiting, 1, 'the database is not migrated yet');
  const connection = await connect(url);
  await migrate(connection, 'DB');
  await connection.close();
  await untilEmpty(spool);
  await spool.append([sample({ id: 'b' })]);
  await close();
  t.deepEqual([...(await rowsOf(url)).keys()].sort(), ['a', 'b']);
  t.is(kinds(), 'away began shipped');
});

test('a wrong schema at the start is an error: nothing is opened', async (t) => {
  const { server } = await startPostgres(t);
  const url = server.url(await server.createDatabase());
  const directory = join(await makeDirectory(t), 'spool');
  await t.throwsAsync(openSpooledPostgres(url, { directory }), { code: 'unusable_database' });
});

test('a record that the database refuses waits in a file, the others are there, and the log names no content', async (t) => {
  const { server, url } = await startPostgres(t);
  const directory = join(await makeDirectory(t), 'spool');
  const { spool, notices, kinds, close } = await openFor(t, url, directory);
  await server.stop('immediate');
  const bad = sample({ id: 'bad', startedAt: '2026-99-99T00:00:00.000Z', answers: { FULL_NAME: 'secret' } });
  await spool.append([sample({ id: 'a' }), bad, sample({ id: 'b' })]);
  await server.start();
  await untilEmpty(spool);
  t.deepEqual([...(await rowsOf(url)).keys()].sort(), ['a', 'b']);
  t.is(kinds(), 'began refused shipped');
  t.is(spool.status().refused, 1);
  t.deepEqual(JSON.parse(await readFile(join(await placeIn(directory), 'refused.ndjson'), 'utf8')), bad);
  t.false(notices.some(({ message }) => message.includes('secret')));
  // Before DONE, its client can be told.
  const error = await t.throwsAsync(spool.append([sample({ id: 'c' }), { ...bad, id: 'worse' }]));
  t.is(error.name, 'BatchError');
  t.deepEqual([...(await rowsOf(url)).keys()].sort(), ['a', 'b', 'c']);
  await close();
});

test('a database that hangs is given up after the deadline, and its late commit is no second row', async (t) => {
  const { server, url } = await startPostgres(t);
  const directory = join(await makeDirectory(t), 'spool');
  const { spool, close } = await openFor(t, url, directory);
  await spool.append([sample({ id: 'a' })]);
  const locker = await connect(url);
  await locker.query('BEGIN');
  await locker.query('LOCK TABLE tlslp.sessions');
  await spool.append([sample({ id: 'b' })]);
  await spool.append([sample({ id: 'c' })]);
  t.is(spool.status().waiting, 2);
  await locker.query('COMMIT');
  await locker.close();
  await untilEmpty(spool);
  await close();
  t.deepEqual([...(await rowsOf(url)).keys()].sort(), ['a', 'b', 'c']);
  await server.untilUnused(new URL(url).pathname.slice(1));
});

test('processes and a database that are killed at random lose nothing, and double nothing', async (t) => {
  t.timeout(180_000);
  const { server, url } = await startPostgres(t);
  const directory = join(await makeDirectory(t), 'spool');
  const { int } = seededRandom(1129);
  const promised = new Set<string>();
  const start = (prefix: string, count?: number) => {
    const args = [url, directory, prefix, ...(count === undefined ? [] : [`${count}`])];
    const child = spawn(process.execPath, [SPOOLER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('kept ')) promised.add(line.slice(5));
        if (line === 'notice open') open();
      }
    });
    return { child, opened, closed: once(child, 'close') };
  };
  for (let round = 0; round < 4; round++) {
    const both = [start(`${round}x`), start(`${round}y`)];
    await Promise.all(both.map(({ opened }) => opened));
    await delay(int(300));
    await server.stop(int(2) === 0 ? 'immediate' : 'kill');
    await delay(int(500));
    if (int(2) === 0) {
      both[0]?.child.kill('SIGKILL');
      await server.start();
      await delay(int(1000));
    } else {
      for (const { child } of both) child.kill('SIGKILL');
      await server.start();
    }
    for (const { child } of both) child.kill('SIGKILL');
    await Promise.all(both.map(({ closed }) => closed));
  }
  const last = start('last', 1);
  const [code] = (await last.closed) as [number | null];
  t.is(code, 0);
  const rows = await rowsOf(url);
  t.deepEqual(
    [...promised].filter((id) => rows.get(id) !== true),
    [],
  );
  t.true(promised.size > 20, `${promised.size}`);
  t.deepEqual(await readdir(await placeIn(directory)), []);
});
