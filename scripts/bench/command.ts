import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** So much of the end of what a command that failed has said is shown. */
const LAST_LINES = 5;

/**
 * Runs a command to its end; resolves to its standard output. When `signal` aborts, it is killed, and all that it started.
 *
 * @throws {Error} with what the command said, when it fails
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  { cwd, signal }: { readonly cwd?: string; readonly signal?: AbortSignal } = {},
): Promise<string> {
  signal?.throwIfAborted();
  // A process group of its own: npm and tsc start others.
  const child = spawn(file, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => {
    const { pid, exitCode, signalCode } = child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', kill);
  try {
    const [[code], out, err] = await Promise.all([
      once(child, 'close') as Promise<[number | null]>,
      text(child.stdout),
      text(child.stderr),
    ]);
    if (code === 0) return out;
    const said = `${out}\n${err}`.trim().split('\n').slice(-LAST_LINES).join('\n');
    throw new Error(`${[file, ...args].join(' ')} failed: ${said}`);
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}
