import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, isRunning } from '../../lib/records/process-identity.js';

const onLinux = process.platform === 'linux' ? test : test.skip;

test('this process runs, and is no other one that had its number', (t) => {
  const identity = identityOf(process.pid);
  t.true(isRunning(process.pid, identity));
  t.true(isRunning(process.pid, null));
  t.is(isRunning(process.pid, 'another boot'), identity === null);
});

onLinux(
  'a process that was killed does not run, also while its parent has not asked for its end',
  async (t) => {
    // The shell becomes a program that waits for no child.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.teardown(() => parent.kill('SIGKILL'));
    const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
    const pid = Number(line);
    const identity = identityOf(pid);
    t.true(isRunning(pid, identity));
    while (!(await readFile(`/proc/${parent.pid ?? 0}/cmdline`, 'utf8')).startsWith('sleep')) await delay(5);
    process.kill(pid, 'SIGKILL');
    while (isRunning(pid, identity)) await delay(5);
    // It still has its number.
    t.true(process.kill(pid, 0));
    t.is(identityOf(pid), identity);
  },
);
