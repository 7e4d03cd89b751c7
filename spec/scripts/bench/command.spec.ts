import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { runCommand } from '../../../scripts/bench/command.js';

test('resolves to standard output', async (t) => {
  t.is(await runCommand('echo', ['a', 'b']), 'a b\n');
});

test('the error has the failed command and the last lines of its output', async (t) => {
  await t.throwsAsync(runCommand('sh', ['-c', 'seq 9; echo why >&2; exit 3']), {
    message: /^sh -c .* failed: [^]*9\n+why$/,
  });
});

test('an aborted signal starts no command', async (t) => {
  const path = join(tmpdir(), 'tlslp-bench-never');
  // The error of an AbortSignal is a DOMException, which ava does not count as a native error.
  await t.throwsAsync(runCommand('touch', [path], { signal: AbortSignal.abort() }), {
    any: true,
    name: 'AbortError',
  });
  t.false(existsSync(path));
});

test('an abort kills the command and all processes that it started', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-bench-spec-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const begun = join(directory, 'begun');
  const over = new AbortController();
  // The promise settles only when standard output closes, which is when the last of its processes has ended.
  const running = runCommand('sh', ['-c', `sleep 600 & touch '${begun}'; wait`], { signal: over.signal });
  while (!existsSync(begun)) await new Promise((resolve) => setImmediate(resolve));
  over.abort();
  await t.throwsAsync(running, { message: /failed/ });
});
