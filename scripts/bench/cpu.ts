import type { Child } from './child.js';
import { checkReaders, drive, usageOf } from './drive.js';
import { figureOf, inTurns, type Figure, type Role, type Round } from './rounds.js';
import { loadProcess, serverProcess, type Subject, type Subjects } from './subjects.js';
import type { Run } from './run.js';

const WARM_UP_AT_ONCE = 50;
/**
 * Servers warm up in turns of so many sessions. V8 tidies up the memory of a process that rests for some seconds: whoever warmed up first,
 * and waited for the others, took 7 percent more CPU time than the mean, and the last 7 percent less.
 */
const WARM_UP_TURN = 500;

export interface CpuOptions {
  /** The number of sessions that are open at once: all wait at WORK, then all continue. */
  readonly level: number;
  /** The number of sessions in each measurement, rounded up to a multiple of `level`. */
  readonly sessions: number;
  readonly pairs: number;
  /** The number of sessions that a new server runs before it is measured, so that V8 has compiled its code. */
  readonly warmUp: number;
  /** The number of processes with clients. Servers on two cores need more than one. Default 1. */
  readonly loads?: number;
}

/** A server after its warm-up, and its clients. */
export interface WarmServer {
  readonly server: Child;
  readonly port: number;
  /** Its clients, in equal parts. */
  readonly loads: readonly Child[];
}

/** Measures the CPU time of a session, in milliseconds, for all servers in turns. Each server keeps its process for all rounds. */
export async function measureCpu(subjects: Subjects, run: Run, options: CpuOptions): Promise<Figure> {
  return figureOf(await measureRounds(subjects, run, options));
}

/** Does the same. Resolves to what was measured in each round. */
export async function measureRounds(
  subjects: Subjects,
  run: Run,
  options: CpuOptions,
): Promise<readonly Round<number>[]> {
  const loads = Array.from({ length: options.loads ?? 1 }, () => loadProcess(run));
  const children = [...loads];
  const watching: Child[] = [];
  try {
    const servers = new Map<Role, WarmServer>();
    for (const [role, subject] of subjects) {
      const server = serverProcess(subject, run);
      children.push(server);
      const readers = await subject.startReaders?.(server, run);
      if (readers !== undefined) {
        children.push(readers);
        watching.push(readers);
      }
      servers.set(role, { server, port: await server.port(), loads });
    }
    await warmUp([...servers.values()], options);
    const rounds = await inTurns(servers, options.pairs, (server) => cpuOf(server, options));
    for (const readers of watching) await checkReaders(readers);
    return rounds;
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

/** Calls `use` with one warm server, then stops the server and its clients. */
export async function withWarmServer<T>(
  subject: Subject,
  run: Run,
  options: CpuOptions,
  use: (warm: WarmServer) => Promise<T>,
): Promise<T> {
  const [server, load] = [serverProcess(subject, run), loadProcess(run)];
  const children = [server, load];
  try {
    const readers = await subject.startReaders?.(server, run);
    if (readers !== undefined) children.push(readers);
    const warm = { server, port: await server.port(), loads: [load] };
    await warmUp([warm], options);
    return await use(warm);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

async function warmUp(servers: readonly WarmServer[], options: CpuOptions): Promise<void> {
  for (let left = options.warmUp; left > 0; left -= WARM_UP_TURN) {
    const sessions = Math.min(WARM_UP_TURN, left);
    for (const server of servers) await hold(server, { sessions, level: WARM_UP_AT_ONCE });
  }
  // Once at the measured level: otherwise the first measurement includes the growth of the process.
  for (const server of servers) await hold(server, { sessions: options.level, level: options.level });
}

/** Forces no garbage collection: V8 would also discard compiled code, and the next sessions would pay for that. */
async function cpuOf(warm: WarmServer, options: CpuOptions): Promise<number> {
  const before = await usageOf(warm.server, false);
  const held = await hold(warm, options);
  const after = await usageOf(warm.server, false);
  return (after.cpuMs - before.cpuMs) / held;
}

/** Runs groups of `level` whole sessions, at least `sessions` in total. Resolves to the total. */
export async function hold(
  { port, loads }: Pick<WarmServer, 'port' | 'loads'>,
  { sessions, level }: Pick<CpuOptions, 'sessions' | 'level'>,
): Promise<number> {
  const part = { sessions: sessions / loads.length, level: Math.ceil(level / loads.length) };
  const held = await Promise.all(loads.map((load) => holdBy(load, port, part)));
  return held.reduce((sum, one) => sum + one, 0);
}

async function holdBy(
  load: Child,
  port: number,
  { sessions, level }: Pick<CpuOptions, 'sessions' | 'level'>,
): Promise<number> {
  let held = 0;
  for (; held < sessions; held += level) {
    await drive(load, { type: 'open', port, sessions: level });
    await drive(load, { type: 'finish' });
  }
  return held;
}
