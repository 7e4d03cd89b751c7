import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { runCommand } from '../../../scripts/bench/command.js';

test('resolves to standard output', async (t) => {
  t.is(await runCommand('echo', ['a', 'b']), 'a b\n');
});

test('a command that fails is named, with the end of what it said', async (t) => {
  await t.throwsAsync(runCommand('sh', ['-c', 'seq 9; echo why >&2; exit 3']), {
    message: /^sh -c .* failed: [^]*9\n+why$/,
  });
});

test('what is aborted before begins nothing', async (t) => {
  const path = join(tmpdir(), 'tlslp-bench-never');
  // AbortSignal's own error is no native one.
  await t.throwsAsync(runCommand('touch', [path], { signal: AbortSignal.abort() }), {
    any: true,
    name: 'AbortError',
  });
  t.false(existsSync(path));
});

test('an abort ends the command and all that it started', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-bench-spec-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const begun = join(directory, 'begun');
  const over = new AbortController();
  // Its standard output stays open as long as a process of it lives, and so does the promise.
  const running = runCommand('sh', ['-c', `sleep 600 & touch '${begun}'; wait`], { signal: over.signal });
  while (!existsSync(begun)) await new Promise((resolve) => setImmediate(resolve));
  over.abort();
  await t.throwsAsync(running, { message: /failed/ });
});
