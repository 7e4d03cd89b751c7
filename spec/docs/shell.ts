import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Block } from './documents.js';
import type { Place } from './place.js';

const READY = /^Server listening on tls:\/\//m;

export interface ShellRun {
  readonly code: number;
  /** Both outputs, as they came. */
  readonly output: string;
}

/** Runs a block as a user would who pastes it into a shell at the top of the repository. */
export async function runBlock(block: Block, place: Place): Promise<ShellRun> {
  const child = start(block, place);
  const output = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, output: output.join('') };
}

/** A server that a block has started. */
export interface RunningServer {
  /** Stops it as Ctrl-C does, and resolves to its exit code. */
  readonly stop: () => Promise<number>;
}

/** Runs a block that starts a server, until it says that it listens. */
export async function startServer(block: Block, place: Place): Promise<RunningServer> {
  const child = start(block, place);
  const output = collect(child);
  const closed = once(child, 'close') as Promise<[number | null]>;
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (READY.test(output.join(''))) resolve();
    });
    void closed.then(([code]) => {
      reject(new Error(`${block.file}:${block.line} ended with ${code ?? 'a signal'}: ${output.join('')}`));
    });
  });
  return {
    stop: async () => {
      // One that has ended by itself, as the tutorial does, is told nothing.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
      const [code] = await closed;
      return code ?? -1;
    },
  };
}

// A group of its own, so that what the shell started can be told to stop, too.
function start({ text }: Block, { cwd, env }: Place): ChildProcess {
  return spawn('bash', ['-euo', 'pipefail', '-c', text], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function collect(child: ChildProcess): string[] {
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  return output;
}
