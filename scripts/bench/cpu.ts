import type { Child } from './child.js';
import { drive, usageOf } from './drive.js';
import { figureOf, inTurns, type Figure, type Role } from './rounds.js';
import { loadProcess, serverProcess, type Subject, type Subjects } from './subjects.js';
import type { Run } from './run.js';

const WARM_UP_AT_ONCE = 50;

export interface CpuOptions {
  /** Sessions that are open at once: all wait at WORK, then all go on. */
  readonly level: number;
  /** Sessions in each measurement; more where more are open at once. */
  readonly sessions: number;
  readonly pairs: number;
  /** Sessions that a fresh server holds before it is measured, so that its code is compiled by then. */
  readonly warmUp: number;
}

/** A server that has held sessions enough, and the clients that it holds them with. */
export interface WarmServer {
  readonly server: Child;
  readonly port: number;
  readonly load: Child;
}

/** CPU time a session, in milliseconds: of all servers in turns, in processes that live as long as the measurement. */
export async function measureCpu(subjects: Subjects, run: Run, options: CpuOptions): Promise<Figure> {
  const load = loadProcess(run);
  const servers: Child[] = [];
  try {
    const warm = new Map<Role, WarmServer>();
    for (const [role, subject] of subjects) {
      const server = serverProcess(subject, run);
      servers.push(server);
      warm.set(role, await warmUp(server, load, options));
    }
    return figureOf(await inTurns(warm, options.pairs, (server) => cpuOf(server, options)));
  } finally {
    await Promise.all([load, ...servers].map((child) => child.stop()));
  }
}

/** Gives one server, warm, to `use`, and ends it and its clients then. */
export async function withWarmServer<T>(
  subject: Subject,
  run: Run,
  options: CpuOptions,
  use: (warm: WarmServer) => Promise<T>,
): Promise<T> {
  const [server, load] = [serverProcess(subject, run), loadProcess(run)];
  try {
    return await use(await warmUp(server, load, options));
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

async function warmUp(server: Child, load: Child, options: CpuOptions): Promise<WarmServer> {
  const warm = { server, port: await server.port(), load };
  await hold(warm, { sessions: options.warmUp, level: WARM_UP_AT_ONCE });
  // Once at its level: what so many at once make the process grow by is not the first measurement's.
  await hold(warm, { sessions: options.level, level: options.level });
  return warm;
}

/** No garbage is collected by force here: V8 would throw compiled code away with it, and the next sessions pay for that. */
async function cpuOf(warm: WarmServer, options: CpuOptions): Promise<number> {
  const before = await usageOf(warm.server, false);
  const held = await hold(warm, options);
  const after = await usageOf(warm.server, false);
  return (after.cpuMs - before.cpuMs) / held;
}

/** Whole sessions, `level` at once; returns how many it took to have at least that many. */
export async function hold(
  { port, load }: WarmServer,
  { sessions, level }: Pick<CpuOptions, 'sessions' | 'level'>,
): Promise<number> {
  let held = 0;
  for (; held < sessions; held += level) {
    await drive(load, { type: 'open', port, sessions: level });
    await drive(load, { type: 'finish' });
  }
  return held;
}
