import type { ExecutionContext } from 'ava';
import { connectClient, type ConnectOptions, type TlsLineClient } from './line-client.js';
import { logLines, startServer, type Program, type RunningServer, type RunOptions } from './programs.js';

/** A server of two workers. */
export interface RunningWorkers extends RunningServer {
  /** The process of the worker with this number, from 1, that started last. */
  readonly pidOf: (worker: number) => number;
}

/** Starts a server of two workers, with the tests' certificates. */
export async function startWorkers(
  t: ExecutionContext,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunningWorkers> {
  const server = await startServer(t, ['--workers', '2', ...args], options);
  const { program } = server;
  await program.until(() => [1, 2].every((worker) => pidsOf(program, worker).length > 0));
  return { ...server, pidOf: (worker) => pidOf(program, worker) };
}

/** Never 0: a signal to that is one to the tests themselves. */
function pidOf(program: Program, worker: number): number {
  const pid = pidsOf(program, worker).at(-1);
  if (pid === undefined) throw new Error(`Worker ${worker} is not in the log.`);
  return pid;
}

/** The processes that a worker's number has had. */
export function pidsOf(program: Program, worker: number): number[] {
  return logLines(program.stderr)
    .filter((line) => line.msg === 'worker listens' && line['worker'] === worker)
    .map((line) => Number(line['pid']));
}

/** A client of one worker: the other one is stopped until the client has a line. */
export async function clientOn(
  { port, pidOf }: RunningWorkers,
  worker: number,
  options: ConnectOptions = {},
): Promise<TlsLineClient> {
  const other = pidOf(worker === 1 ? 2 : 1);
  process.kill(other, 'SIGSTOP');
  try {
    const client = await connectClient(port, options);
    while (!client.hasNext && !client.socket.destroyed) await new Promise(setImmediate);
    return client;
  } finally {
    process.kill(other, 'SIGCONT');
  }
}

/** Whether a process is there. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
