import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { unblockedDescriptor } from '../../../lib/programs/shared/descriptor.js';
import { hasProgram } from '../../support/has-program.js';

function folderFor(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tlslp-descriptor-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

function flagsOf(fd: number): number {
  const [, flags = ''] = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')) ?? [];
  return Number.parseInt(flags, 8);
}

test('a pipe is opened anew without blocking, and the given descriptor stays as it was', (t) => {
  const path = join(folderFor(t), 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  const { fd: unblocked, blocks } = unblockedDescriptor(writer);
  t.false(blocks);
  t.not(unblocked, writer);
  t.not(flagsOf(unblocked) & constants.O_NONBLOCK, 0);
  t.is(flagsOf(writer) & constants.O_NONBLOCK, 0);
  closeSync(unblocked);
  closeSync(reader);
  t.deepEqual(
    unblockedDescriptor(writer),
    { fd: writer, blocks: true },
    'nobody reads it: opening fails, and writing will tell',
  );
  closeSync(writer);
});

test('a file keeps its descriptor, and with it its position', (t) => {
  const fd = openSync(join(folderFor(t), 'file'), 'w');
  t.deepEqual(unblockedDescriptor(fd), { fd, blocks: false });
  closeSync(fd);
});

test('a descriptor that is closed is left to the write to tell', (t) => {
  t.deepEqual(unblockedDescriptor(1_000_000), { fd: 1_000_000, blocks: true });
});

test('a device takes a write at once, a socket may not', async (t) => {
  const fd = openSync('/dev/null', 'w');
  t.deepEqual(unblockedDescriptor(fd), { fd, blocks: false });
  closeSync(fd);
  // What spawn makes is a pair of sockets.
  const descriptor = fileURLToPath(new URL('../../../lib/programs/shared/descriptor.js', import.meta.url));
  const script = `
    import { unblockedDescriptor } from ${JSON.stringify(descriptor)};
    process.stderr.write(JSON.stringify(unblockedDescriptor(1)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.is(await text(child.stderr), '{"fd":1,"blocks":true}');
});

const PTY = `
import os, pty, sys
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

// As after Ctrl-S. Were one write synchronous, or on a thread that waits, this program would never end.
(hasProgram('python3', '-c', 'import pty') ? test : test.skip)(
  'a terminal that takes nothing more does not hold up a program or its end',
  (t) => {
    const flood = fileURLToPath(new URL('../helpers/flood.js', import.meta.url));
    for (const kind of ['lines', 'log']) {
      const { status } = spawnSync('python3', ['-c', PTY, process.execPath, flood, kind, '3000', '50'], {
        stdio: 'inherit',
        timeout: 60_000,
        killSignal: 'SIGKILL',
      });
      t.is(status, 0, kind);
    }
  },
);
