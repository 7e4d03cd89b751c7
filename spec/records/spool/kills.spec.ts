import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { seededRandom } from '../../support/random.js';
import { makeDirectory, readIds } from '../helpers.js';

const SPOOLER = fileURLToPath(new URL('spooler.js', import.meta.url));
const ROUNDS = 8;

interface Running {
  readonly kept: string[];
  readonly notices: string[];
  /** Whether it has come to its end. */
  readonly isWhole: () => boolean;
  readonly kill: () => void;
  readonly ended: Promise<unknown>;
  /** Resolves when it has kept so many records. */
  readonly hasKept: (count: number) => Promise<void>;
}

function start(directory: string, prefix: string, count?: number): Running {
  const child = spawn(
    process.execPath,
    [SPOOLER, directory, prefix, ...(count === undefined ? [] : [`${count}`])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const kept: string[] = [];
  const notices: string[] = [];
  let text = '';
  let isWhole = false;
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const [word, what = ''] = line.split(' ');
      if (word === 'kept') kept.push(what);
      if (word === 'notice') notices.push(what);
      if (word === 'empty') isWhole = true;
    }
  });
  const ended = once(child, 'close');
  return {
    kept,
    notices,
    isWhole: () => isWhole,
    kill: () => child.kill('SIGKILL'),
    ended,
    hasKept: async (wanted) => {
      while (kept.length < wanted && child.exitCode === null) await delay(2);
    },
  };
}

async function finish(directory: string): Promise<Running> {
  const last = start(directory, 'last', 1);
  await last.ended;
  return last;
}

test('processes that are killed at random, with a database that comes and goes, lose and double nothing', async (t) => {
  t.timeout(120_000);
  const directory = await makeDirectory(t);
  const away = join(directory, 'away');
  const { int } = seededRandom(20261129);
  const promised: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (int(2) === 0) await writeFile(away, '');
    // Two servers of one machine share the directory.
    const running = [start(directory, `${round}x`), start(directory, `${round}y`)];
    for (const one of running) await one.hasKept(1 + int(60));
    if (int(2) === 0) await rm(away, { force: true });
    for (const one of running) await one.hasKept(one.kept.length + int(60));
    for (const one of running) one.kill();
    for (const one of running) {
      await one.ended;
      promised.push(...one.kept);
    }
  }
  await rm(away, { force: true });
  const last = await finish(directory);
  t.true(last.isWhole());
  promised.push(...last.kept);
  const found = new Set(await readIds(join(directory, 'database')));
  t.deepEqual(
    promised.filter((id) => !found.has(id)),
    [],
  );
  t.true(promised.length > ROUNDS);
  t.deepEqual(await readdir(join(directory, 'spool')), [], 'no folder is left');
});

test('a start with the database away waits for it, and takes what a killed process has left', async (t) => {
  t.timeout(60_000);
  const directory = await makeDirectory(t);
  await writeFile(join(directory, 'away'), '');
  const killed = start(directory, 'a');
  await killed.hasKept(10);
  killed.kill();
  await killed.ended;
  t.is(killed.notices[0], 'began');
  t.is((await readdir(join(directory, 'spool'))).length, 1);
  const next = start(directory, 'b', 3);
  await next.hasKept(6);
  t.is(next.notices[0], 'taken');
  t.deepEqual(await readIds(join(directory, 'database')), []);
  await rm(join(directory, 'away'));
  await next.ended;
  const promised = [...killed.kept, ...next.kept];
  const found = new Set(await readIds(join(directory, 'database')));
  t.deepEqual(
    [...found].filter((id) => promised.includes(id)),
    promised,
    'in the order in which they came',
  );
  t.is(next.notices.at(-1), 'shipped');
  t.deepEqual(await readdir(join(directory, 'spool')), []);
});

test('two that start at once do not take the same folder', async (t) => {
  t.timeout(60_000);
  const directory = await makeDirectory(t);
  await writeFile(join(directory, 'away'), '');
  for (const prefix of ['a', 'b', 'c', 'd']) {
    const killed = start(directory, prefix);
    await killed.hasKept(4);
    killed.kill();
    await killed.ended;
  }
  const both = [start(directory, 'x', 1), start(directory, 'y', 1)];
  for (const one of both) await one.hasKept(2);
  const taken = both.flatMap(({ notices }) => notices.filter((kind) => kind === 'taken'));
  const folders = (await readdir(join(directory, 'spool'))).length;
  await rm(join(directory, 'away'));
  await Promise.all(both.map(({ ended }) => ended));
  t.true(both.every(({ isWhole }) => isWhole()));
  t.is(folders, taken.length + 2, 'each taken folder belongs to one of them, and each has its own');
  t.deepEqual(await readdir(join(directory, 'spool')), []);
});
