import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import ava, { type ExecutionContext, type TestFn } from 'ava';
import { openDatabaseRecords } from '../../../lib/records/reading/database-records.js';
import { readAll } from '../../records/reading/samples.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient } from '../../support/line-client.js';
import { PASSWORD, POSTGRES_BIN, usePostgres } from '../../support/postgres.js';
import {
  certificateArgs,
  logLines,
  NO_LIMIT_ARGS,
  serverProgram,
  startServer,
  temporaryDirectory,
  type Program,
} from '../../support/programs.js';

// A server whose database goes away and comes back, as its clients and its operator see it. Each test stops the one database.

const postgres = usePostgres();
const test = (POSTGRES_BIN === null ? ava.skip : ava.serial) as TestFn;
ava.after.always(() => {
  testCertificates().cleanup();
});

/** A whole session. Returns the last line. */
async function session(port: number): Promise<string | undefined> {
  const client = await connectClient(port);
  await client.converse(() => 'a secret answer').catch(() => null);
  await client.rest();
  await client.close();
  return client.lines.at(-1);
}

async function rowsOf(url: string): Promise<readonly { outcome: string; confirmed: boolean | null }[]> {
  await using records = await openDatabaseRecords(url);
  return await readAll(records);
}

const shipped = ({ stderr }: Program): boolean =>
  logLines(stderr.slice(0, stderr.lastIndexOf('\n') + 1)).some(({ msg }) =>
    msg.startsWith('The spool is empty'),
  );

interface Place {
  readonly url: string;
  readonly spool: string;
  /** The arguments of a server with this database and this spool. */
  readonly args: readonly string[];
}

async function place(t: ExecutionContext): Promise<Place> {
  t.timeout(120_000);
  const url = postgres().url(await postgres().createMigrated());
  const spool = join(await temporaryDirectory(t), 'spool');
  t.teardown(async () => {
    await postgres().stop('fast');
    await postgres().start();
  });
  return { url, spool, args: ['--records', url, '--spool', spool, ...NO_LIMIT_ARGS] };
}

test('while the database is away, clients get DONE, the status is degraded, and later all is in the database', async (t) => {
  const { url, spool, args } = await place(t);
  const { program, port } = await startServer(t, [...args, '--status', '127.0.0.1:0']);
  const [, page = ''] = await program.printed(/Status page on (\S+)\n/);
  const ready = async () => {
    const response = await fetch(new URL('readyz', page));
    return { status: response.status, body: (await response.json()) as object };
  };
  t.is(await session(port), 'DONE');
  t.like(await ready(), { status: 200, body: { ready: true, degraded: false, reasons: [] } });
  await postgres().stop('immediate');
  t.deepEqual(await Promise.all(Array.from({ length: 5 }, () => session(port))), Array(5).fill('DONE'));
  t.like(await ready(), {
    status: 200,
    body: { ready: true, degraded: true, reasons: [{ code: 'spooling' }] },
  });
  const metrics = await (await fetch(new URL('metrics', page))).text();
  t.regex(metrics, /^tlslp_records_spooled \d+$/m);
  t.regex(metrics, /^tlslp_records_spooling 1$/m);
  t.regex(metrics, /^tlslp_records_lost_total 0$/m);
  await postgres().start();
  await program.until(() => shipped(program));
  t.is(await session(port), 'DONE');
  t.like(await ready(), { body: { degraded: false } });
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.deepEqual(
    (await rowsOf(url)).map(({ outcome, confirmed }) => `${outcome} ${confirmed}`),
    Array(7).fill('done true'),
  );
  const spoolLines = logLines(program.stderr).filter(({ msg }) => /spool/i.test(msg));
  t.deepEqual(
    spoolLines.map(({ level }) => level),
    ['ERROR', 'INFO'],
  );
  t.false(program.stderr.includes('a secret answer') || program.stderr.includes(PASSWORD));
  const [own = ''] = await readdir(spool);
  t.deepEqual(await readdir(join(spool, own)), []);
});

test('a server that is killed while the database is away: the next one ships, and knows who is done', async (t) => {
  const { url, args } = await place(t);
  const first = await startServer(t, [...args, '--once']);
  await postgres().stop('immediate');
  t.is(await session(first.port), 'DONE');
  first.program.signal('SIGKILL');
  await first.program.ended;
  // It starts without the database, and says so.
  const second = await startServer(t, [...args, '--once', '--status', '127.0.0.1:0']);
  const [, page = ''] = await second.program.printed(/Status page on (\S+)\n/);
  await second.program.logged(({ msg }) =>
    /^The database postgresql:\S+ is away: .*Records go to the spool/.test(msg),
  );
  await second.program.logged(({ msg }) => msg.includes('has left records in the spool'));
  t.regex((await session(second.port)) ?? '', /^FAIL .*already done/);
  const participants = await (await fetch(new URL('api/participants', page))).json();
  t.regex(JSON.stringify(participants), /Test client/);
  await postgres().start();
  await second.program.until(() => shipped(second.program));
  t.deepEqual(await second.program.stop(), { code: 0, signal: null });
  t.deepEqual((await rowsOf(url)).filter(({ outcome }) => outcome === 'done').length, 1);
});

test('--no-spool: clients get FAIL, and nothing is written', async (t) => {
  const { url } = await place(t);
  const { program, port } = await startServer(t, ['--records', url, '--no-spool', ...NO_LIMIT_ARGS]);
  await postgres().stop('immediate');
  t.regex((await session(port)) ?? '', /^FAIL Server could not keep the answers/);
  t.false(program.stderr.includes('spool'));
  await program.stop();
});

test('a spool of another database is told, and not shipped', async (t) => {
  const { args } = await place(t);
  const other = await place(t);
  const first = await startServer(t, args);
  await postgres().stop('immediate');
  t.is(await session(first.port), 'DONE');
  first.program.signal('SIGKILL');
  await first.program.ended;
  await postgres().start();
  const spool = args[args.indexOf('--spool') + 1] ?? '';
  const second = await startServer(t, ['--records', other.url, '--spool', spool, ...NO_LIMIT_ARGS]);
  await second.program.logged(({ msg }) => msg.includes('has left records for another database'));
  await second.program.stop();
  t.deepEqual(await rowsOf(other.url), []);
});

test('--spool without a database is wrong usage, and a spool that cannot be used stops the start', async (t) => {
  const { url } = await place(t);
  const rows: [string[], number, RegExp][] = [
    [['--spool', 'x', '--records', 'y.ndjson'], 2, /--spool .*: must be given with --records postgresql/],
    [['--spool', '/dev/null/x', '--records', url], 78, /Records cannot wait in the spool .*--no-spool/],
  ];
  for (const [args, code, message] of rows) {
    const program = serverProgram(t, [...certificateArgs(), '--port', '0', ...args]);
    t.is((await program.ended).code, code);
    t.regex(program.stderr, message);
  }
});
