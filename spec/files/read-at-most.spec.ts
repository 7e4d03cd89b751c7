import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readFileAtMost } from '../../lib/files/read-at-most.js';

async function directoryFor(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-files-'));
  t.teardown(() => rm(directory, { recursive: true }));
  return directory;
}

const reads = test.macro<[size: number, maxBytes: number, bytes: number]>({
  async exec(t, size, maxBytes, bytes) {
    const path = join(await directoryFor(t), 'file');
    const content = Buffer.alloc(size, 'abc');
    await writeFile(path, content);
    t.deepEqual(await readFileAtMost(path, maxBytes), content.subarray(0, bytes));
  },
  title: (_, size, maxBytes) => `${size} bytes, at most ${maxBytes}`,
});
test(reads, 0, 10, 0);
test(reads, 9, 10, 9);
test(reads, 10, 10, 10);
test(reads, 11, 10, 10);
test(reads, 200_000, 300_000, 200_000);
test(reads, 200_000, 130_000, 130_000);

test('a FIFO is read to its end, however late its writer comes, and however it writes', async (t) => {
  const path = join(await directoryFor(t), 'fifo');
  execFileSync('mkfifo', [path]);
  const reading = readFileAtMost(path, 100_000);
  const script = 'sleep 0.2; exec 1>"$1"; sleep 0.1; printf abc; sleep 0.1; printf def';
  execFile('sh', ['-c', script, 'sh', path]);
  t.is((await reading).toString(), 'abcdef');
});

test('a FIFO that nobody writes to is an error after a while, and a process that waits for it can end', async (t) => {
  const path = join(await directoryFor(t), 'fifo');
  execFileSync('mkfifo', [path]);
  await t.throwsAsync(readFileAtMost(path, 1), { code: 'NO_WRITER' });
});

test('a device without an end is read to the limit', async (t) => {
  t.deepEqual(await readFileAtMost('/dev/zero', 100_000), Buffer.alloc(100_000));
});

test("a missing file: Node's own error", async (t) => {
  await t.throwsAsync(readFileAtMost('/nowhere', 1), { code: 'ENOENT' });
});
