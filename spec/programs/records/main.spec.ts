import { execFileSync } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'csv-parse/sync';
import type { SessionRecord } from '../../../lib/records/record.js';
import { ODD_NAME, testCertificates } from '../../support/certificates.js';
import { connectClient, wholeSession } from '../../support/line-client.js';
import { Program, readRecords, ROOT, startServer, temporaryDirectory } from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';
import { at, client, lineOf, sample } from '../../records/reading/samples.js';
import { fingerprint, recordsFile } from './fixture.js';

const BIN = join(ROOT, 'bin/tlslp-records');

interface Outcome {
  readonly code: number | null;
  readonly out: string[];
  readonly err: string;
}

async function records(t: ExecutionContext, ...args: string[]): Promise<Outcome> {
  const program = new Program(t, process.execPath, [BIN, ...args], { env: COVERED });
  const { code } = await program.ended;
  return { code, out: program.stdout.split('\n').slice(0, -1), err: program.stderr };
}

/** A server whose clients are done, done again with another answer, leave before OK, fail, and leave. */
async function aDay(t: ExecutionContext, path: string) {
  const { program, port } = await startServer(t, ['--records', path, '--n-bits', '4', '--requests', '8'], {
    env: COVERED,
  });
  const { oddClient } = testCertificates();
  const first = await wholeSession(port, (name) => `first ${name}`);
  const last = await wholeSession(port, (name) => (name === 'COUNTRY' ? '=2+2' : `first ${name}`));
  const leaver = await connectClient(port, { identity: oddClient });
  await leaver.until('DONE', (name) => `odd ${name}`);
  await leaver.close();
  const wrong = await connectClient(port);
  await wrong.until(/^EMAIL1/);
  wrong.say('wrong');
  await wrong.rest();
  await wrong.close();
  const gone = await connectClient(port);
  await gone.until('WORK');
  await gone.close();
  await program.until(() => program.stderr.match(/"msg":"session ended"/g)?.length === 5);
  return { program, first, last };
}

test.after.always(() => {
  testCertificates().cleanup();
});

test('a real server and its clients: every command says what happened, also while the server runs', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, first, last } = await aDay(t, path);
  const while_ = await records(t, 'list', '--json', '--records', path);
  const running = await records(t, 'verify', '--records', path);
  t.is(running.code, 0);
  // The mark of the run is at most a second old.
  t.regex(
    running.out.at(-2) ?? '',
    /^A server is running \(process \d+\): \d+ sessions? (is|are) under way\.$/,
  );
  t.true(running.out.at(-2)?.includes(`process ${program.child.pid ?? 0})`));
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.is((await records(t, 'verify', '--records', path)).code, 0);
  const list = await records(t, 'list', '--json', '--records', path);
  t.is(list.err, '');
  t.deepEqual(
    list.out.map((line) => {
      const { name, state, tries, done, changed, confirmed, lastError } = JSON.parse(line) as Record<
        string,
        unknown
      >;
      return { name, state, tries, done, changed, confirmed, lastError };
    }),
    [
      {
        name: 'Test client',
        state: 'done',
        tries: 4,
        done: 2,
        changed: ['COUNTRY'],
        confirmed: true,
        lastError: 'disconnected',
      },
      {
        name: ODD_NAME,
        state: 'done',
        tries: 1,
        done: 1,
        changed: [],
        confirmed: false,
        lastError: 'disconnected',
      },
    ],
  );
  t.is(while_.out.length, 2, 'nobody is missing while the server runs');

  // What the file says when it is counted by hand.
  const all = await readRecords(path);
  const stats = JSON.parse((await records(t, 'stats', '--json', '--records', path)).out[0] ?? '') as Record<
    string,
    unknown
  >;
  const count = (matches: (record: SessionRecord) => boolean): number => all.filter(matches).length;
  t.like(stats, {
    participants: { all: 2, done: 2 },
    sessions: all.length,
    outcomes: {
      done: count(({ outcome }) => outcome === 'done'),
      failed: count(({ outcome }) => outcome === 'failed'),
      disconnected: count(({ outcome }) => outcome === 'disconnected'),
    },
    confirmed: { yes: 2, no: 1, unknown: 0 },
  });

  const csv = await records(t, 'export', '--records', path);
  const rows: Record<string, string>[] = parse(csv.out.join('\n'), { columns: true });
  const mine = rows.find(({ name }) => name === 'Test client');
  for (const [name, value] of Object.entries(last.answers)) t.is(mine?.[name], value.replace(/^=/, "'="));
  const ndjson = await records(t, 'export', '--first', '--format', 'ndjson', '--records', path);
  t.deepEqual((JSON.parse(ndjson.out[0] ?? '') as SessionRecord).answers, first.answers);
  const every = await records(t, 'export', '--all', '--format', 'ndjson', '--records', path);
  t.deepEqual(every.out.map((line) => JSON.parse(line) as SessionRecord).sort(byId), [...all].sort(byId));

  const why = await records(t, 'why', 'test CLIENT', '--records', path);
  const said = why.out.join('\n');
  t.regex(said, /^Test client: 4 tries, done 2 times\n/);
  t.regex(
    said,
    /Failed at EMAIL1 after .*: Invalid checksum received\.\n {2}The client should hash the token/,
  );
  t.regex(said, /Left at WORK after .*\.\n {2}The client left during its work/);
  for (const secret of [first, last].flatMap(({ answers, suffix, token }) => [
    ...Object.values(answers),
    suffix,
    token,
  ])) {
    t.false(said.includes(secret));
  }
  const show = await records(t, 'show', 'Test client', '--records', path);
  t.true(show.out.includes('    COUNTRY     =2+2'));
});

function byId(a: SessionRecord, b: SessionRecord): number {
  return a.id < b.id ? -1 : 1;
}

test('a rotation loses nobody: what was moved away is read too', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program } = await aDay(t, path);
  await rename(path, `${path}.1`);
  program.signal('SIGHUP');
  await program.printed(/Server reloaded/);
  await program.stop();
  const { out } = await records(t, 'list', '--json', '--records', path);
  t.deepEqual(
    out.map((line) => (JSON.parse(line) as { tries: number }).tries),
    [4, 1],
  );
});

test('a reader that has seen enough ends the program quietly', async (t) => {
  const path = await recordsFile(
    t,
    lineOf(sample({ client: client('Max', fingerprint('01')) })).repeat(3000),
  );
  const many = Array.from({ length: 3000 }, (_, n) =>
    lineOf(sample({ answers: { FULL_NAME: 'x'.repeat(200) }, endedAt: at(n) })),
  );
  await writeFile(path, many.join(''));
  const command = `set -o pipefail; '${process.execPath}' '${BIN}' export --all --format ndjson --records '${path}' | head -1`;
  const line = execFileSync('bash', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  t.true(line.startsWith('{"id":'));
});

test('a full disk for the output is said in one line', async (t) => {
  const path = await recordsFile(t);
  const program = new Program(t, 'bash', [
    '-c',
    `'${process.execPath}' '${BIN}' list --records '${path}' > /dev/full`,
  ]);
  t.deepEqual(await program.ended, { code: 1, signal: null });
  t.is(program.stderr, 'tlslp-records: Standard output cannot be written: no space left on the disk.\n');
});

test('a signal ends it at once', async (t) => {
  const path = await recordsFile(t, Array.from({ length: 20_000 }, () => lineOf(sample())).join(''));
  const program = new Program(t, process.execPath, [BIN, 'export', '--all', '--records', path], {
    env: COVERED,
  });
  await program.until(() => program.stdout.length > 0);
  // It cannot end before it has the signal: most of the output is still to come.
  program.child.stdout?.pause();
  program.signal('SIGINT');
  program.child.stdout?.resume();
  t.deepEqual(await program.ended, { code: 130, signal: null });
  t.is(program.stderr, '');
});

test('the default file is that of the server', async (t) => {
  const state = await temporaryDirectory(t);
  const env = { ...COVERED, XDG_STATE_HOME: state };
  const missing = new Program(t, process.execPath, [BIN, 'list'], { env });
  t.is((await missing.ended).code, 1);
  t.is(
    missing.stderr,
    `tlslp-records: Records cannot be read from ${state}/tlslp/records.ndjson: no such file.\n`,
  );
  const { program } = await startServer(t, [], { env });
  await program.stop();
  const empty = new Program(t, process.execPath, [BIN, 'list'], { env });
  t.is((await empty.ended).code, 0);
  t.is(empty.stdout, 'No records.\n');
});
