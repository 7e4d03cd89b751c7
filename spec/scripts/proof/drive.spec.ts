import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { issueClients, type ProofCertificate } from '../../../scripts/proof/certificates.js';
import { check } from '../../../scripts/proof/check.js';
import { drive, type DriveOptions } from '../../../scripts/proof/drive.js';
import type { SessionResult } from '../../../scripts/proof/result.js';
import { rowOf } from '../../../scripts/proof/rows.js';
import { summaryOf } from '../../../scripts/proof/summary.js';
import { testCertificates } from '../../support/certificates.js';
import {
  NO_LIMIT_ARGS,
  readRecords,
  startServer,
  temporaryDirectory,
  type RunningServer,
} from '../../support/programs.js';
import { CLOSED_PORT } from '../../support/scripted-server.js';

const certs = testCertificates();
test.after.always(certs.cleanup);

interface Stage {
  readonly directory: string;
  readonly records: string;
  readonly certificates: readonly ProofCertificate[];
  /** Starts a server, always with the same records. */
  readonly start: (port: number) => Promise<RunningServer>;
}

async function stageOf(t: ExecutionContext, clients: number): Promise<Stage> {
  const directory = await temporaryDirectory(t);
  const records = join(directory, 'records.ndjson');
  const args = ['--records', records, '--n-bits', '4', '--requests', '3', ...NO_LIMIT_ARGS];
  return {
    directory,
    records,
    certificates: await issueClients(certs.ca, clients, join(directory, 'clients')),
    start: (port) => startServer(t, [...args, '--port', String(port)]),
  };
}

function optionsOf({ certificates }: Stage, port: number): DriveOptions {
  const caCert = certs.ca.certPath;
  return {
    host: 'localhost',
    port,
    caCert,
    certificates,
    sessions: 24,
    atOnce: 6,
    thinkMs: 200,
    pauses: 0.02,
  };
}

async function violations({ records }: Stage, results: readonly SessionResult[]): Promise<unknown> {
  const rows = (await readRecords(records)).map(rowOf);
  // A single server that is killed forgets whose its tokens are.
  return check({ results, rows }).filter(({ kind }) => kind !== 'work_lost');
}

test('a server that is killed and started again under the load: all are done, each once', async (t) => {
  const stage = await stageOf(t, 6);
  const { program, port } = await stage.start(0);
  let ended = 0;
  let again: Promise<unknown> = Promise.resolve();
  const results = await drive({
    ...optionsOf(stage, port),
    thinking: 1,
    onEnded: () => {
      if (++ended !== 8) return;
      program.signal('SIGKILL');
      again = program.ended.then(() => stage.start(port));
    },
  });
  await again;
  t.deepEqual(await violations(stage, results), []);
  const { sessions, done, reconnects, attempts } = summaryOf(results);
  t.deepEqual({ sessions, done }, { sessions: 24, done: 24 });
  t.true(reconnects > 0 && attempts > 24);
});

test('clients that send their proof again are done, and no proof counts twice', async (t) => {
  const stage = await stageOf(t, 3);
  const { port } = await stage.start(0);
  const results = await drive({ ...optionsOf(stage, port), duplicating: 1, thinking: 0 });
  const rows = (await readRecords(stage.records)).map(rowOf);
  t.deepEqual(check({ results, rows }), []);
  t.true(results.every(({ duplicates }) => duplicates));
  t.true(results.some(({ attempts }) => attempts.some(({ cut }) => cut?.code === 'cut_by_client')));
  t.true(summaryOf(results).proofsSentAgain > 0);
});

test('clients that leave in WORK, and come again: the same work, each time', async (t) => {
  const stage = await stageOf(t, 6);
  const { port } = await stage.start(0);
  const results = await drive({ ...optionsOf(stage, port), duplicating: 0, leaving: 1, awayMs: 500 });
  const rows = (await readRecords(stage.records)).map(rowOf);
  t.deepEqual(check({ results, rows }), []);
  const { cutInWork, sameTokenAgain } = summaryOf(results);
  t.deepEqual({ cutInWork, sameTokenAgain }, { cutInWork: 24, sameTokenAgain: 24 });
});

test('a certificate has one session at a time, and a session waits for its turn', async (t) => {
  const stage = await stageOf(t, 2);
  const { port } = await stage.start(0);
  const begun: number[] = [];
  let allow: () => void = () => undefined;
  const allowed = new Promise<void>((resolve) => (allow = resolve));
  const results = await drive({
    ...optionsOf(stage, port),
    ...{ sessions: 5, atOnce: 50, thinking: 0, duplicating: 0, leaving: 0 },
    mayBegin: (session) => (session < 3 ? Promise.resolve() : allowed),
    onBegun: (session) => begun.push(session),
    onEnded: ({ session }) => {
      if (session !== 2) return;
      t.deepEqual(begun, [0, 1, 2]);
      allow();
    },
  });
  t.deepEqual(
    results.map(({ session }) => session),
    [0, 1, 2, 3, 4],
  );
  for (const { fingerprint } of stage.certificates) {
    const own = results.filter(({ certificate }) => certificate === fingerprint);
    const times = own.flatMap(({ attempts }) =>
      attempts.map(({ from, to }) => [from, to ?? Infinity] as const),
    );
    t.true(times.every(([from], index) => index === 0 || from >= (times[index - 1]?.[1] ?? 0)));
  }
});

test('nobody there: the client gives up, and says why', async (t) => {
  const stage = await stageOf(t, 1);
  const options = { ...optionsOf(stage, CLOSED_PORT), host: '127.0.0.1', sessions: 1, reconnect: 0.001 };
  const [result] = await drive(options);
  t.is(result?.outcome, 'failed');
  t.regex(result?.error ?? '', /^Cannot connect to 127\.0\.0\.1/);
  t.deepEqual(result?.attempts, []);
});

test('a signal ends all clients', async (t) => {
  const stage = await stageOf(t, 2);
  const { port } = await stage.start(0);
  const controller = new AbortController();
  const driving = drive({
    ...optionsOf(stage, port),
    ...{ thinking: 1, thinkMs: 60_000, sessions: 2, signal: controller.signal },
    onBegun: () => {
      setImmediate(() => {
        controller.abort(new Error('enough'));
      });
    },
  });
  await t.throwsAsync(driving, { message: 'enough' });
});

test('in a process of its own: it tells how far it is, and writes the results', async (t) => {
  const stage = await stageOf(t, 2);
  const { port } = await stage.start(0);
  const [optionsPath, resultsPath] = [
    join(stage.directory, 'options.json'),
    join(stage.directory, 'results.json'),
  ];
  await writeFile(
    optionsPath,
    JSON.stringify({ ...optionsOf(stage, port), sessions: 4, thinking: 0, leaving: 0 }),
  );
  const load = fileURLToPath(new URL('../../../scripts/proof/load.js', import.meta.url));
  const child = fork(load, [optionsPath, resultsPath]);
  t.teardown(() => child.kill('SIGKILL'));
  const told: unknown[] = [];
  child.on('message', (message) => told.push(message));
  const [code] = (await once(child, 'exit')) as [number | null];
  t.is(code, 0);
  t.deepEqual(told.at(-1), { begun: 4, ended: 4 });
  const results = JSON.parse(await readFile(resultsPath, 'utf8')) as SessionResult[];
  t.deepEqual(await violations(stage, results), []);
  t.is(results.length, 4);
});
