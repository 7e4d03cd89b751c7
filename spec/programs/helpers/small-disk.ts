import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExecutionContext } from 'ava';
import { certificateArgs, Program, QUICK_ARGS, ROOT, temporaryDirectory } from '../../support/programs.js';

const MOUNT = 'mount -t tmpfs -o "size=$1" none "$2" && shift 2 && exec "$@"';

/** Whether this user can give a program a disk of its own: root can, where containers allow it. */
export function canMount(): boolean {
  return spawnSync('unshare', ['-m', 'sh', '-c', MOUNT, 'sh', '64k', '/mnt', 'true']).status === 0;
}

/** A program with a small disk that only it sees, at the directory. */
class OnSmallDisk extends Program {
  readonly #filler: string;

  constructor(t: ExecutionContext, size: string, directory: string, command: readonly string[]) {
    super(t, 'unshare', ['-m', 'sh', '-c', MOUNT, 'sh', size, directory, ...command]);
    // Each command replaces the one before, so the process is the program's.
    this.#filler = join(`/proc/${this.child.pid ?? 0}/root`, directory, 'filler');
  }

  /** Writes until nothing fits any more. */
  async fill(): Promise<void> {
    const zeros = function* (): Generator<Buffer> {
      for (;;) yield Buffer.alloc(4096);
    };
    await pipeline(zeros, createWriteStream(this.#filler)).catch(() => undefined);
  }

  async empty(): Promise<void> {
    await rm(this.#filler);
  }
}

/** Starts a server whose records are on a small disk. */
export async function startOnSmallDisk(
  t: ExecutionContext,
  size: string,
  args: readonly string[],
): Promise<{ program: OnSmallDisk; port: number; path: string }> {
  const directory = await temporaryDirectory(t);
  const path = join(directory, 'records.ndjson');
  const options = [...certificateArgs(), '--port', '0', ...QUICK_ARGS, '--records', path, ...args];
  const program = new OnSmallDisk(t, size, directory, [
    process.execPath,
    join(ROOT, 'bin/tlslp-server'),
    ...options,
  ]);
  const [, port] = await program.printed(/^Server listening on tls:\/\/localhost:(\d+)\n/);
  return { program, port: Number(port), path };
}
