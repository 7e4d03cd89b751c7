import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import '../../support/uncovered-children.js';

const CLASS = fileURLToPath(new URL('../../../scripts/class.js', import.meta.url));

async function hold(
  ...args: readonly string[]
): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, [CLASS, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await closed)[0], out, errors };
}

async function emptyDirectory(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-class-spec-'));
  t.teardown(() => rm(directory, { recursive: true }));
  return directory;
}

test('a small class in all ten ways: what every view says is what its clients know', async (t) => {
  const directory = await emptyDirectory(t);
  const { code, out, errors } = await hold(
    ...['--participants', '32', '--minutes', '0.05', '--directory', directory],
    ...['--no-browser', '--no-terminal'],
  );
  t.is(errors, '');
  t.is(code, 0, out);
  t.regex(out, /^middle: agree$/m);
  t.regex(out, /^end: agree$/m);
  t.regex(out, /^left out: page: not asked for$/m);
  const table = await readFile(join(directory, 'table-end.txt'), 'utf8');
  // One of the twelve who misbehave is refused in the handshake.
  t.regex(table, /^participants +31 +31 +- +31 /m);
  for (const way of ['invalid_suffix', 'invalid_checksum', 'timed_out', 'wrong_answer', 'line_too_long']) {
    t.regex(table, new RegExp(`^code ${way} +[1-9]`, 'm'));
  }
  t.regex(table, /^refused untrusted_certificate +1 +- +1 /m);
});

test('records of another run would count too: a directory that is not empty is refused', async (t) => {
  const directory = await emptyDirectory(t);
  await writeFile(join(directory, 'records.ndjson'), '');
  const { code, errors } = await hold('--directory', directory);
  t.is(code, 1);
  t.is(
    errors,
    `--directory: ${JSON.stringify(directory)} is not empty. Records of another run would count too.\n`,
  );
});

test('wrong usage', async (t) => {
  t.deepEqual(await hold('--participants', '0'), {
    code: 2,
    out: '',
    errors: '--participants: "0" is not an integer from 1 to 1000.\n',
  });
});

test('--help', async (t) => {
  const { code, out } = await hold('--help');
  t.is(code, 0);
  t.true(out.startsWith('Usage: npm run class'));
});
