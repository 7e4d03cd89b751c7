import test from 'ava';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import '../../../lib/certificates/reflect.js';
import { issueLeaf } from '../../../lib/certificates/issue.js';
import { testCertificates, type PemFiles } from '../../support/certificates.js';
import { connectClient, wholeSession } from '../../support/line-client.js';
import {
  logLines,
  type LogLine,
  NO_LIMIT_ARGS,
  type Program,
  readRecords,
  recordLines,
  serverProgram,
  certificateArgs,
  temporaryDirectory,
} from '../../support/programs.js';
import { clientOn, isThere, pidsOf, startWorkers } from '../../support/workers.js';

// The real program with two real workers.

test.after.always(() => {
  testCertificates().cleanup();
});

const answer = (name: string): string => `the ${name}`;

async function certificateFor(name: string): Promise<PemFiles> {
  const issued = await issueLeaf(testCertificates().ca, { usage: 'client', subject: { CN: name } });
  return { ...issued, certPath: '', keyPath: '' };
}

/** Waits until this is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Asks for the status until it says this. */
async function statusUntil(program: Program, wanted: Readonly<Record<string, number>>): Promise<void> {
  const isSo = (line: LogLine): boolean =>
    line.msg === 'status' && Object.entries(wanted).every(([name, value]) => line[name] === value);
  while (!logLines(program.stderr).some(isSo)) {
    program.signal('SIGUSR2');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('both have sessions; the records are in one file, each id once with OK; the status is of both', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const server = await startWorkers(t, ['--records', path]);
  const { program } = server;
  t.is(program.stdout.match(/Server listening/g)?.length, 1);
  t.not(server.pidOf(1), server.pidOf(2));
  const clients = [await clientOn(server, 1), await clientOn(server, 2)];
  for (const client of clients) t.is(await client.converse(answer), 'DONE');
  for (const client of clients) await client.closed;
  await until(() => logLines(program.stderr).filter(({ msg }) => msg === 'session ended').length === 2);
  program.signal('SIGUSR2');
  t.like(await program.logged(({ msg }) => msg === 'status'), { began: 2, done: 2, open: 0, state: 'ready' });
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const records = await readRecords(path);
  t.deepEqual(
    records.map(({ outcome, confirmed }) => [outcome, confirmed]),
    [
      ['done', true],
      ['done', true],
    ],
  );
  t.is(records[0]?.answers['COUNTRY'], 'the COUNTRY');
  t.is((await recordLines(path)).length, 4, 'a line before DONE, and one after OK');
  t.is(program.stdout.match(/began/g)?.length, 2);
  t.false(isThere(server.pidOf(1)) || isThere(server.pidOf(2)));
});

test('of 40 that connect at once, a certificate has 4 sessions', async (t) => {
  const { program, port } = await startWorkers(t, [
    ...['--no-records', '--max-handshakes-per-address', '0', '--max-per-certificate', '4'],
  ]);
  const clients = await Promise.all(Array.from({ length: 40 }, () => connectClient(port)));
  const lines = await Promise.all(clients.map((client) => client.next()));
  t.is(lines.filter((line) => line === 'HELLO').length, 4);
  t.is(lines.filter((line) => line?.startsWith('FAIL This certificate has too many') === true).length, 36);
  await statusUntil(program, { refused: 36, began: 4 });
  await Promise.all(clients.map((client) => client.close()));
  await statusUntil(program, { open: 0 });
  t.true((await wholeSession(port, answer)).done, 'their places are free');
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('a worker that is killed gives its places back, its sessions have records, and another one starts', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const server = await startWorkers(t, ['--records', path, '--max-per-certificate', '2']);
  const { program, port } = server;
  const lost = await clientOn(server, 1);
  await lost.until('WORK');
  const kept = await clientOn(server, 2);
  await kept.until('WORK');
  t.is(
    await (await connectClient(port)).next(),
    'FAIL This certificate has too many sessions at once: at most 2.',
  );
  const [killed = 0] = pidsOf(program, 1);
  await until(() => logLines(program.stderr).filter(({ msg }) => msg === 'work sent').length === 2);
  process.kill(killed, 'SIGKILL');
  await lost.closed;
  const told = await program.logged(({ msg }) => msg === 'server error');
  t.is(
    told['why'],
    `Worker 1 (process ${killed}) is gone: killed by SIGKILL. It has cut 1 session. Another one starts in 1 s.`,
  );
  t.is(told.level, 'ERROR');
  t.true((await wholeSession(port, answer)).done, 'by the other worker, in the place of the lost session');
  // Until the primary knows of its end, it holds that place.
  await program.logged(({ msg, outcome }) => msg === 'session ended' && outcome === 'done');
  await until(() => pidsOf(program, 1).length === 2);
  kept.answer(`WORK ${kept.token} 0`);
  const onNew = await clientOn(server, 1);
  t.is(await onNew.converse(answer), 'DONE');
  await kept.close();
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const [record] = await readRecords(path);
  t.like(record, { outcome: 'stopped', step: 'WORK', confirmed: false, error: { code: 'worker_lost' } });
  t.is(record?.client?.subject['CN'], 'Test client');
});

test('both are killed within a second: nothing that was told DONE is lost', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const server = await startWorkers(t, ['--records', path, ...NO_LIMIT_ARGS]);
  const { program, port } = server;
  const told: Promise<string | null>[] = [];
  let isOver = false;
  const come = async (n: number): Promise<void> => {
    for (let round = 0; !isOver; round++) {
      const name = `${n}-${round}`;
      const talk = wholeSession(port, () => name).then(
        ({ done }) => (done ? name : null),
        () => null,
      );
      told.push(talk);
      await talk;
    }
  };
  const coming = Promise.all(Array.from({ length: 6 }, (_, n) => come(n)));
  await until(() => (program.stdout.match(/ done in /g)?.length ?? 0) > 20);
  process.kill(server.pidOf(1), 'SIGKILL');
  process.kill(server.pidOf(2), 'SIGKILL');
  await until(() => pidsOf(program, 1).length + pidsOf(program, 2).length === 4);
  isOver = true;
  await coming;
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const names = (await Promise.all(told)).filter((name) => name !== null);
  const done = (await readRecords(path)).filter(({ outcome }) => outcome === 'done');
  const kept = new Set(done.map(({ answers }) => answers['COUNTRY'] ?? ''));
  t.deepEqual(
    names.filter((name) => !kept.has(name)),
    [],
  );
  t.is(kept.size, done.length, 'none twice');
  t.true(names.length > 20);
});

test('a reload reaches all, and one that is refused reaches none', async (t) => {
  const directory = await temporaryDirectory(t);
  const config = join(directory, 'server.yaml');
  await writeFile(config, 'n-bits: 1\n');
  const server = await startWorkers(t, ['--no-records', '--config', config, '--n-bits', '0']);
  const { program } = server;
  await writeFile(config, 'max-per-certificate: 1\nbody-names: [COLOUR]\n');
  program.signal('SIGHUP');
  await program.logged(({ msg }) => msg === 'reloaded');
  for (const worker of [1, 2]) {
    const client = await clientOn(server, worker);
    await client.until('COLOUR');
    await client.close();
    await statusUntil(program, { failed: worker, open: 0 });
  }
  await writeFile(config, 'max-per-certificate: many\nbody-names: [TASTE]\n');
  program.signal('SIGHUP');
  await program.logged(({ msg }) => msg === 'reload rejected');
  const client = await clientOn(server, 2);
  await client.until('COLOUR');
  await client.close();
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('a stop lets the sessions of all end; whoever stays is cut, and that is exit code 3', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const server = await startWorkers(t, ['--records', path, '--drain-timeout', '5']);
  const { program } = server;
  const ends = await clientOn(server, 1);
  const stays = await clientOn(server, 2);
  const work = await ends.until('WORK');
  await stays.until('WORK');
  program.signal('SIGTERM');
  await program.printed(/Server stopping, 2 sessions under way/);
  ends.answer(work);
  t.is(await ends.converse(answer), 'DONE');
  t.deepEqual(await stays.rest(), ['FAIL Server is stopping.']);
  t.deepEqual(await program.ended, { code: 3, signal: null });
  t.deepEqual((await readRecords(path)).map(({ outcome }) => outcome).sort(), ['done', 'stopped']);
});

test('the second signal ends all at once, and no worker is left', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const server = await startWorkers(t, ['--records', path]);
  const { program } = server;
  const client = await clientOn(server, 1);
  await client.until('WORK');
  await until(() => logLines(program.stderr).some(({ msg }) => msg === 'work sent'));
  program.signal('SIGTERM');
  await program.printed(/Server stopping/);
  program.signal('SIGTERM');
  t.deepEqual(await program.ended, { code: 143, signal: null });
  t.false(isThere(server.pidOf(1)) || isThere(server.pidOf(2)));
  t.like(await readRecords(path), [{ outcome: 'stopped', step: 'WORK', error: null }]);
});

test('a primary that is killed takes its workers along', async (t) => {
  const server = await startWorkers(t, ['--no-records']);
  const client = await clientOn(server, 1);
  server.program.signal('SIGKILL');
  await client.closed;
  await until(() => !isThere(server.pidOf(1)) && !isThere(server.pidOf(2)));
  t.pass();
});

test('once: whoever is done by one worker is done for all, also at the same moment', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const server = await startWorkers(t, ['--records', path, '--once']);
  const first = await clientOn(server, 1);
  const second = await clientOn(server, 2);
  const last = await Promise.all([first.converse(answer), second.converse(answer)]);
  t.deepEqual(last.sort(), ['DONE', 'FAIL This certificate is already done: its answers are kept.'].sort());
  t.is(
    await (await clientOn(server, 1)).next(),
    'FAIL This certificate is already done: its answers are kept.',
  );
  const other = await connectClient(server.port, { identity: await certificateFor('Another') });
  t.is(await other.converse(answer), 'DONE');
  t.deepEqual(await server.program.stop(), { code: 0, signal: null });
  t.is((await readRecords(path)).filter(({ outcome }) => outcome === 'done').length, 2);
});

test('the status page is of both workers, and its counts do not fall with a lost one', async (t) => {
  const server = await startWorkers(t, ['--no-records', '--status', '127.0.0.1:0']);
  const { program } = server;
  const [, url = ''] = await program.printed(/Status page on (\S+)/);
  const counts = async (): Promise<Record<string, unknown>> => {
    const response = await fetch(new URL('api/status', url));
    return ((await response.json()) as { counts: Record<string, unknown> }).counts;
  };
  const [first, second] = [await clientOn(server, 1), await clientOn(server, 2)];
  t.is(await first.converse(answer), 'DONE');
  await second.until(/COUNTRY|EMAIL1/, answer);
  await statusUntil(program, { done: 1, open: 1 });
  t.like(await counts(), { sessions: 2, connections: 2, open: { answering: 1 } });
  process.kill(server.pidOf(2), 'SIGKILL');
  await program.logged(({ msg }) => msg === 'server error');
  t.like(await counts(), {
    sessions: 2,
    connections: 2,
    open: { answering: 0 },
    ended: { done: 1, stopped: 1 },
    failures: { worker_lost: 1 },
  });
  const metrics = await (await fetch(new URL('metrics', url))).text();
  t.regex(metrics, /^tlslp_workers 1$/m);
  t.regex(metrics, /^tlslp_workers_lost_total 1$/m);
  t.regex(metrics, /^tlslp_worker_cpu_seconds_total\{worker="1"\} [0-9.]+$/m);
  await until(() => pidsOf(program, 2).length === 2);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('a start that fails is one line and its exit code, as of one process', async (t) => {
  const running = await startWorkers(t, ['--no-records']);
  const taken = serverProgram(t, [
    ...['--workers', '2', '--port', String(running.port), '--no-records', ...certificateArgs()],
  ]);
  t.deepEqual(await taken.ended, { code: 69, signal: null });
  t.regex(taken.stderr, /^tlslp-server: .*the port is taken.*\n$/);
  const wrong = serverProgram(t, [
    '--workers',
    '2',
    '--port',
    '0',
    '--no-records',
    '--server-cert',
    'nowhere.pem',
  ]);
  t.is((await wrong.ended).code, 78);
  t.regex(wrong.stderr, /^tlslp-server: .*nowhere\.pem.*\n$/);
});
