import test, { type ExecutionContext } from 'ava';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import '../../../lib/certificates/reflect.js';
import { issueLeaf } from '../../../lib/certificates/issue.js';
import { testCertificates, type PemFiles } from '../../support/certificates.js';
import type { TlsLineClient } from '../../support/line-client.js';
import {
  certificateArgs,
  logLines,
  NO_LIMIT_ARGS,
  readRecords,
  serverProgram,
  temporaryDirectory,
} from '../../support/programs.js';
import { clientOn, pidsOf, startWorkers, type RunningWorkers } from '../../support/workers.js';

// The work of two real workers: it survives them, and its difficulty is that of both.

test.after.always(() => {
  testCertificates().cleanup();
});

async function certificateFor(CN: string): Promise<PemFiles> {
  const issued = await issueLeaf(testCertificates().ca, { usage: 'client', subject: { CN } });
  return { ...issued, certPath: '', keyPath: '' };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

interface InWork {
  readonly client: TlsLineClient;
  readonly work: string;
}

/** A session in WORK that the primary knows of: until then, its work could die with its worker. */
async function inWork(server: RunningWorkers, worker: number, identity?: PemFiles): Promise<InWork> {
  const known = logged(server, 'work sent');
  const client = await clientOn(server, worker, identity === undefined ? {} : { identity });
  const work = await client.until('WORK');
  await until(() => logged(server, 'work sent') > known);
  return { client, work };
}

/** Leaves in WORK. Resolves when the primary knows: until then, the connection holds its work. */
async function leave(server: RunningWorkers, client: TlsLineClient): Promise<void> {
  const known = logged(server, 'session ended');
  await client.close();
  await until(() => logged(server, 'session ended') > known);
}

function logged({ program }: RunningWorkers, message: string): number {
  return logLines(program.stderr).filter(({ msg }) => msg === message).length;
}

/** The bits that the next client of each worker is asked for. */
async function bitsOf(server: RunningWorkers, identity: PemFiles): Promise<string[]> {
  const bits: string[] = [];
  for (const worker of [1, 2]) {
    const { client, work } = await inWork(server, worker, identity);
    await leave(server, client);
    bits.push(work.split(' ')[2] ?? '');
  }
  return bits;
}

async function restarted({ program }: RunningWorkers, worker: number): Promise<void> {
  const before = pidsOf(program, worker).length;
  process.kill(pidsOf(program, worker).at(-1) ?? 0, 'SIGKILL');
  await until(() => pidsOf(program, worker).length > before);
}

test('a client that is cut in WORK has the same work at the other worker, also when its own was killed', async (t) => {
  const records = join(await temporaryDirectory(t), 'records.ndjson');
  const server = await startWorkers(t, ['--records', records, '--n-bits', '6', ...NO_LIMIT_ARGS]);
  const { program } = server;
  const first = await inWork(server, 1);
  await leave(server, first.client);
  const second = await inWork(server, 2);
  t.is(second.work, first.work);
  await restarted(server, 2);
  await second.client.closed;
  // At once: the primary knew of the end before anybody else.
  const third = await inWork(server, 2);
  t.is(third.work, first.work);
  third.client.answer(first.work);
  t.is(await third.client.converse(), 'DONE');
  await third.client.rest();
  const next = await inWork(server, 1);
  t.not(next.work, first.work, 'it is spent');
  await next.client.close();
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const done = (await readRecords(records)).filter(({ outcome }) => outcome === 'done');
  t.is(done.length, 1);
  t.like(done[0], { work: { resumed: true, nBits: 6 } });
  const logged = logLines(program.stderr).filter(({ id }) => id === done[0]?.id);
  t.true(logged.some(({ msg, resumed }) => msg === 'work accepted' && resumed === true));
});

test('two sessions of one certificate at two workers have work of their own, and each its own again', async (t) => {
  const server = await startWorkers(t, ['--no-records', '--n-bits', '6', ...NO_LIMIT_ARGS]);
  const pair = [await inWork(server, 1), await inWork(server, 2)];
  const works = pair.map(({ work }) => work);
  t.is(new Set(works).size, 2);
  await restarted(server, 1);
  await restarted(server, 2);
  const again = [await inWork(server, 2), await inWork(server, 1)];
  t.deepEqual(new Set(again.map(({ work }) => work)), new Set(works));
  for (const { client, work } of again) {
    client.answer(work);
    t.is(await client.converse(), 'DONE');
  }
  t.deepEqual(await server.program.stop(), { code: 0, signal: null });
});

/** A server with a file of options, and a function that resolves when changed ones hold. */
async function withFile(t: ExecutionContext, options: string, args: readonly string[] = []) {
  const config = join(await temporaryDirectory(t), 'server.yaml');
  await writeFile(config, options);
  const program = serverProgram(t, [
    ...['--workers', '2', '--port', '0', '--config', config, '--no-records', '--max-lag', '0'],
    ...[...certificateArgs(), ...NO_LIMIT_ARGS, ...args],
  ]);
  const [, port] = await program.printed(/^Server listening on \S+:(\d+)\n/);
  const pidOf = (worker: number): number => pidsOf(program, worker).at(-1) ?? 0;
  const server: RunningWorkers = { program, port: Number(port), pidOf };
  const reload = async (changed: string): Promise<void> => {
    const before = logged(server, 'reloaded');
    await writeFile(config, changed);
    program.signal('SIGHUP');
    await until(() => logged(server, 'reloaded') > before);
  };
  return { server, reload };
}

test('a reload switches sticky work, for the sessions that come', async (t) => {
  const { server, reload } = await withFile(t, 'n-bits: 6\nsticky-work: false\n');
  const one = await inWork(server, 1);
  await restarted(server, 1);
  const two = await inWork(server, 1);
  t.not(two.work, one.work);
  await reload('n-bits: 6\n');
  // It came before that: its work is its own.
  await restarted(server, 1);
  const three = await inWork(server, 2);
  t.not(three.work, two.work);
  await restarted(server, 2);
  const four = await inWork(server, 1);
  t.is(four.work, three.work);
  await four.client.close();
  t.deepEqual(await server.program.stop(), { code: 0, signal: null });
});

test('the load of both raises the bits of both, told once; a new worker has them, and a reload reaches all', async (t) => {
  const options = 'n-bits-target: 1\nn-bits-for: [cn=special:2]\n';
  const status = ['--status', '127.0.0.1:0'];
  const { server, reload } = await withFile(t, `n-bits: 4..12\n${options}`, status);
  const { program } = server;
  const [, url = ''] = await program.printed(/Status page on (\S+)/);
  const group = await Promise.all(Array.from({ length: 12 }, (_, n) => certificateFor(`${n}`)));
  const [first, special] = [await certificateFor('first'), await certificateFor('special')];
  t.deepEqual(await bitsOf(server, first), ['4', '4']);
  const clients: TlsLineClient[] = [];
  for (const [at, identity] of group.entries())
    clients.push((await inWork(server, 1 + (at % 2), identity)).client);
  const line = await program.logged(({ msg }) => msg.startsWith('n_bits '));
  t.like(line, { level: 'INFO', from: 4, to: 5, cause: 'load' });
  t.deepEqual(await bitsOf(server, await certificateFor('second')), ['5', '5']);
  t.deepEqual(await bitsOf(server, special), ['2', '2']);
  // Work keeps its number.
  t.deepEqual(await bitsOf(server, first), ['4', '4']);
  const metrics = await (await fetch(new URL('metrics', url))).text();
  t.regex(metrics, /^tlslp_work_difficulty 5$/m);
  t.regex(metrics, /^tlslp_work_difficulty_changes_total\{direction="up",cause="load"\} 1$/m);
  await restarted(server, 1);
  t.deepEqual(await bitsOf(server, await certificateFor('third')), ['5', '5']);
  await reload(`n-bits: 8..12\n${options}`);
  t.deepEqual(await bitsOf(server, await certificateFor('fourth')), ['8', '8']);
  await reload('n-bits: 3\n');
  t.deepEqual(await bitsOf(server, await certificateFor('fifth')), ['3', '3']);
  for (const client of clients) await client.close();
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.is(program.stdout.match(/Server changed n_bits 4 -> 5/g)?.length, 1);
  t.is(logLines(program.stderr).filter(({ msg }) => msg.startsWith('n_bits ')).length, 2);
});
