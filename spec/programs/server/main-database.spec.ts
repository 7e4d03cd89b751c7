import test from 'ava';
import type { SessionRecord } from '../../../lib/records/record.js';
import { openDatabaseRecords } from '../../../lib/records/reading/database-records.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient } from '../../support/line-client.js';
import { PASSWORD, postgresTest, usePostgres } from '../../support/postgres.js';
import { certificateArgs, serverProgram, startServer } from '../../support/programs.js';
import { run } from '../../support/records-program.js';
import { readAll } from '../../records/reading/samples.js';
import { COVERED } from '../../support/uncovered-children.js';

// A server that keeps its records in PostgreSQL, as an operator and its clients see it.

const postgres = usePostgres();
test.after.always(() => {
  testCertificates().cleanup();
});

const SECRETS = [PASSWORD, encodeURIComponent(PASSWORD)];
const hasSecret = (text: string): boolean => SECRETS.some((secret) => text.includes(secret));

/** What a client answers in turn: the tab, NUL and quotes have to come back. */
const ODD = [
  'tab\tzero\u0000delete\u007f',
  "'; DROP TABLE tlslp.sessions; --",
  '{"a":"\\u0000"}',
  '\u{1f468}\u200d\u2028',
];
const valueOf = (name: string): string => ODD[name.length % ODD.length] ?? '';

async function converse(port: number): Promise<readonly string[]> {
  const client = await connectClient(port);
  await client.converse(valueOf);
  await client.rest();
  await client.close();
  return client.lines;
}

async function recordsOf(url: string): Promise<SessionRecord[]> {
  await using records = await openDatabaseRecords(url);
  return await readAll(records);
}

postgresTest(
  'a whole session: DONE, a row with every answer exactly, and the records tool reads it',
  async (t) => {
    const url = postgres().url(await postgres().createMigrated());
    const { program, port } = await startServer(t, ['--no-spool'], {
      env: { ...COVERED, TLSLP_RECORDS: url },
    });
    t.regex(program.stdout, /Records are kept in postgresql:\/\/postgres@127\.0\.0\.1:\d+\/test_/);
    t.is((await converse(port)).at(-1), 'DONE');
    t.deepEqual(await program.stop(), { code: 0, signal: null });
    const [record, ...others] = await recordsOf(url);
    t.deepEqual(others, []);
    t.like(record, { outcome: 'done', confirmed: true });
    for (const [name, value] of Object.entries(record?.answers ?? {})) t.is(value, valueOf(name));
    t.true(Object.keys(record?.answers ?? {}).length > 5);
    t.regex((await run('list', '--records', url)).out[1] ?? '', /Test client +done/);
    t.false(hasSecret(program.stdout + program.stderr));
  },
);

postgresTest('--once on two servers: the same certificate is done on one of them', async (t) => {
  const url = postgres().url(await postgres().createMigrated());
  const args = ['--records', url, '--no-spool', '--once', '--max-per-certificate', '0'];
  const [first, second] = [await startServer(t, args), await startServer(t, args)];
  const waiting = await connectClient(second.port);
  const work = await waiting.until('WORK');
  t.is((await converse(first.port)).at(-1), 'DONE');
  await waiting.answer(work).converse(valueOf);
  await waiting.rest();
  t.is(waiting.lines.at(-1), 'FAIL This certificate is already done: its answers are kept.');
  // It knows now, and the next one learns it before the work.
  const late = await connectClient(second.port);
  t.deepEqual(await late.rest(), ['FAIL This certificate is already done: its answers are kept.']);
  const third = await startServer(t, args);
  const again = await connectClient(third.port);
  t.deepEqual(await again.rest(), ['FAIL This certificate is already done: its answers are kept.']);
  const rows = await recordsOf(url);
  t.deepEqual(rows.map(({ outcome, error }) => [outcome, error?.code ?? null]).sort(), [
    ['done', null],
    ['failed', 'already_done'],
  ]);
});

postgresTest('the status page knows the sessions of the database', async (t) => {
  const url = postgres().url(await postgres().createMigrated());
  const first = await startServer(t, ['--records', url, '--no-spool']);
  await converse(first.port);
  await first.program.stop();
  const { program } = await startServer(t, ['--records', url, '--no-spool', '--status', '127.0.0.1:0']);
  const [, page = ''] = await program.printed(/Status page on (\S+)\n/);
  const participants = await (await fetch(new URL('api/participants', page))).json();
  t.regex(JSON.stringify(participants), /Test client/);
});

postgresTest(
  'a server that cannot use its database says why in one line, without the password',
  async (t) => {
    const empty = postgres().url(await postgres().createDatabase());
    const weak = await postgres().createMigrated();
    await postgres().query('postgres', `ALTER DATABASE ${weak} SET synchronous_commit = off`);
    const rows: [string, string[], RegExp][] = [
      [empty, [], /has no tables of ours yet: run "tlslp-records migrate --records URL"/],
      [postgres().url('nowhere'), [], /cannot be used: there is no such database\.$/m],
      [
        postgres().url(weak),
        [],
        /can lose in a crash what it has committed \(synchronous_commit = off\)\. .*--weak-commits/,
      ],
      [postgres().url('postgres', 'postgres', 'wrong'), ['--check-config'], /the password is wrong/],
      [empty, ['--check-config'], /run "tlslp-records migrate --records URL"/],
    ];
    for (const [url, args, message] of rows) {
      const program = serverProgram(t, [
        ...certificateArgs(),
        '--port',
        '0',
        '--records',
        url,
        '--no-spool',
        ...args,
      ]);
      const { code } = await program.ended;
      t.is(code, args.length === 0 ? 1 : 78);
      t.regex(program.stderr, message);
      if (args.length === 0) t.is(program.stderr.trimEnd().split('\n').length, 1, program.stderr);
      t.false(hasSecret(program.stdout + program.stderr), program.stderr);
    }
    const accepted = await startServer(t, [
      '--records',
      postgres().url(weak),
      '--no-spool',
      '--weak-commits',
    ]);
    t.deepEqual(await accepted.program.stop(), { code: 0, signal: null });
  },
);

test('--check-config of a database that is away: a warning with a spool, for the server starts; without one a mistake', async (t) => {
  const args = [...certificateArgs(), '--records', 'postgresql://me:sEcret@127.0.0.1:1/db', '--check-config'];
  const away = 'The database postgresql://me@127.0.0.1:1/db';
  const spooled = serverProgram(t, args);
  t.deepEqual(await spooled.ended, { code: 0, signal: null });
  t.is(spooled.stdout, 'The configuration is good.\n');
  t.is(
    spooled.stderr,
    `Warning: ${away} is away: connection refused. A server starts without it, and keeps records in its spool until it is back.\n`,
  );
  const direct = serverProgram(t, [...args, '--no-spool']);
  t.deepEqual(await direct.ended, { code: 78, signal: null });
  t.is(direct.stderr, `${away} cannot be used: connection refused.\n1 mistake in the configuration\n`);
});

postgresTest(
  '--check-config and --print-config of a good database: nothing is shown of the password',
  async (t) => {
    const url = postgres().url(await postgres().createMigrated());
    const check = serverProgram(t, [...certificateArgs(), '--records', url, '--check-config']);
    t.deepEqual(await check.ended, { code: 0, signal: null });
    t.is(check.stdout, 'The configuration is good.\n');
    const print = serverProgram(t, [...certificateArgs(), '--records', url, '--print-config']);
    t.deepEqual(await print.ended, { code: 0, signal: null });
    t.regex(
      print.stdout,
      /^records: "postgresql:\/\/postgres:\*\*\*@127\.0\.0\.1:\d+\/test_\w+" +# --records$/m,
    );
    t.false(hasSecret(print.stdout + print.stderr));
  },
);
