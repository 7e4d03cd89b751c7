import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** The number of output lines in the error of a failed command. */
const LAST_LINES = 5;

/**
 * Runs a command and resolves to its standard output. If `signal` aborts, the command and all processes that it started are killed.
 *
 * @throws {Error} if the command fails; the message has the last lines of its output
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  { cwd, signal }: { readonly cwd?: string; readonly signal?: AbortSignal } = {},
): Promise<string> {
  signal?.throwIfAborted();
  // A process group of its own, because npm and tsc start other processes, which have to be killed too.
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
