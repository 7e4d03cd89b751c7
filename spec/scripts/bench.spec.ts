import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const PROGRAM = fileURLToPath(new URL('../../scripts/bench.js', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly group: number;
}

/** In a process group of its own, so that whatever it leaves behind can be found. */
async function bench(...args: readonly string[]): Promise<Run> {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { stdout, stderr, pid = 0 } = child;
  if (stdout === null || stderr === null) throw new Error('no pipes');
  const [exit, out, err] = await Promise.all([once(child, 'close'), text(stdout), text(stderr)]);
  return { code: exit[0] as number | null, stdout: out, stderr: err, group: pid };
}

test('--quick prints ratios of CPU time for each server and level, and leaves no process behind', async (t) => {
  const { code, stdout, stderr, group } = await bench('--quick');
  t.is(stderr, '');
  t.is(code, 0);
  const ratios = stdout.match(/^CPU +(1|10) +\d+\.\d\d \(\d+\.\d\d to \d+\.\d\d\) +[\d.]+ ms +[\d.]+ ms$/gm);
  t.is(ratios?.length, 4, stdout);
  t.throws(() => process.kill(-group, 0), { code: 'ESRCH' });
});

test('--json prints the same, memory too, for a program to read', async (t) => {
  const { code, stdout } = await bench('--quick', '--json', '--levels', '100');
  t.is(code, 0);
  const { comparisons } = JSON.parse(stdout) as {
    comparisons: { cpu: { ratio: { median: number } }; memory: { heap: { ours: { median: number } } } }[];
  };
  t.is(comparisons.length, 2);
  for (const { cpu, memory } of comparisons) {
    t.true(cpu.ratio.median > 0);
    t.true(memory.heap.ours.median > 0);
  }
});

const wrong = test.macro(async (t, args: readonly string[], says: RegExp) => {
  const { code, stdout, stderr } = await bench(...args);
  t.is(code, 2);
  t.is(stdout, '');
  t.regex(stderr, says);
});

test('wrong: no pairs', wrong, ['--pairs', '0'], /^--pairs: "0" is not an integer from 1 to 100000\.\n$/);
test('wrong: a level', wrong, ['--levels', '1,x'], /^--levels: "x" is not/);
test('wrong: an option', wrong, ['--sesions', '1'], /^Unknown option '--sesions'/);
