import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { main } from '../../../lib/programs/work/main.js';
import { satisfies } from '../../../lib/work/verify.js';

const PROGRAM = fileURLToPath(new URL('../../../../bin/tlslp-work', import.meta.url));

async function run(...argv: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await main(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

test('prints the suffix, then the time', async (t) => {
  const { code, stdout, stderr } = await run('abc', '10');
  t.is(code, 0);
  const [, suffix = ''] = /^RESULT:([A-Za-z0-9_-]{1,128})\n\d+\.\d{3} s\n$/.exec(stdout) ?? [];
  t.true(satisfies('abc', 10, suffix));
  t.regex(stderr, /^Working on 10 zero bits: 1\.02 k attempts on average\.\nFound a suffix after .*\n$/);
});

test('--json', async (t) => {
  const { code, stdout } = await run('abc', '17', '--threads', '1', '--json');
  t.is(code, 0);
  const { suffix, attempts, seconds } = JSON.parse(stdout) as Record<string, unknown>;
  t.true(typeof suffix === 'string' && satisfies('abc', 17, suffix));
  t.is(typeof attempts, 'number');
  t.is(typeof seconds, 'number');
});

test('wrong usage: 2, and one line', async (t) => {
  t.deepEqual(await run('abc', '65'), {
    code: 2,
    stdout: '',
    stderr: 'tlslp-work: n_bits 65: must be an integer from 0 to 64 (see tlslp-work --help)\n',
  });
});

test('--help', async (t) => {
  const { code, stdout, stderr } = await run('--help');
  t.is(code, 0);
  t.true(stdout.includes('--threads <number>'));
  t.is(stderr, '');
});

test('--bench', async (t) => {
  const table = await run('--bench', '1', '--threads', '1');
  t.is(table.code, 0);
  t.regex(table.stdout, /^crypto +1 /m);
  const json = await run('--bench', '1', '--threads', '1', '--json');
  t.deepEqual(Object.keys(JSON.parse(json.stdout) as object), ['measurements', 'estimates']);
});

test('a reader that has left is told of in one line', async (t) => {
  const stdout = new PassThrough();
  stdout.destroy();
  const stderr = new PassThrough();
  t.is(await main(['abc', '1'], { stdout, stderr }), 1);
  stderr.end();
  t.regex(await text(stderr), /\ntlslp-work: Standard output cannot be written: it is closed\.\n$/);
});

const interrupted = test.macro({
  async exec(t, signal: NodeJS.Signals, code: number) {
    const child = spawn(process.execPath, [PROGRAM, 'abc', '64'], { stdio: 'pipe' });
    const stdout = text(child.stdout);
    const told: string[] = [];
    for await (const chunk of child.stderr.setEncoding('utf8')) {
      told.push(chunk as string);
      if (told.length === 1) child.kill(signal);
    }
    const [exitCode] = (await (child.exitCode === null ? once(child, 'exit') : [child.exitCode])) as [number];
    t.is(exitCode, code);
    t.is(await stdout, '');
    t.regex(told.join(''), /^Working on 64 zero bits.*\nStopped without a suffix.*\n$/);
  },
  title: (_, signal: NodeJS.Signals, code: number) => `${signal}: ${code}`,
});

test(interrupted, 'SIGINT', 130);
test(interrupted, 'SIGTERM', 143);
