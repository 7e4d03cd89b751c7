import { spawn } from 'node:child_process';
import { systemErrorText } from '../../protocol/system-errors.js';
import { BoundedOutput } from './bounded-output.js';
import { leftInGroup } from './process-group.js';
import type { Exit, Overrun, Running } from './launcher.js';
import { residentBytes } from './process-memory.js';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const KEPT_OUTPUT_BYTES = 1024 * 1024;
const MEMORY_CHECK_MS = 200;
/** So long those that it has started may take to end behind it. */
const LEAVE_MS = 2000;

/** Options of `spawnProgram`. */
export interface SpawnOptions {
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** The most memory that it may hold, with its children, in bytes. */
  readonly maxMemoryBytes: number;
}

/**
 * Starts a program without a terminal and without input, in a process group of its own. When it ends, everything that it left in its
 * group is killed.
 */
export function spawnProgram(argv: readonly string[], { env, maxMemoryBytes }: SpawnOptions): Running {
  const [command = '', ...args] = argv;
  const child = spawn(command, args, {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let overrun: Overrun | null = null;
  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const stop = (why: Overrun): void => {
    overrun ??= why;
    kill('SIGKILL');
  };
  const onOutput = (total: number): void => {
    if (total > MAX_OUTPUT_BYTES) stop('output');
  };
  const stdout = new BoundedOutput(child.stdout, KEPT_OUTPUT_BYTES, onOutput);
  const stderr = new BoundedOutput(child.stderr, KEPT_OUTPUT_BYTES, onOutput);
  const { pid } = child;
  const watch = setInterval(() => {
    if (pid !== undefined && residentBytes(pid) > maxMemoryBytes) stop('memory');
  }, MEMORY_CHECK_MS);
  const exited = new Promise<Exit>((resolve) => {
    child.on('error', (error) => {
      clearInterval(watch);
      resolve({ code: null, signal: null, overrun: null, failedToStart: systemErrorText(error) });
    });
    let left: Promise<readonly string[] | undefined> = Promise.resolve(undefined);
    child.on('exit', () => {
      clearInterval(watch);
      left = pid === undefined ? left : leftInGroup(pid, LEAVE_MS);
      void left.then(() => {
        kill('SIGKILL');
      });
    });
    child.on('close', (code, signal) => {
      void left.then((names) => {
        resolve({
          code,
          signal,
          overrun,
          failedToStart: null,
          ...(names === undefined ? {} : { left: names }),
        });
      });
    });
  });
  return { exited, stdout: () => stdout.bytes(), stderr: () => stderr.bytes(), kill };
}
