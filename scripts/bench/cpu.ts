import type { Child } from './child.js';
import { drive, usageOf } from './drive.js';
import { alternating, figureOf, type Figure } from './pairs.js';
import { loadProcess, serverProcess, type RunFiles, type Subject } from './subjects.js';

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

/** CPU time a session, in milliseconds: of both servers in turns, in two processes that live as long as the measurement. */
export async function measureCpu(
  ours: Subject,
  bare: Subject,
  files: RunFiles,
  options: CpuOptions,
): Promise<Figure> {
  const load = loadProcess(files);
  const servers = { ours: serverProcess(ours, files), bare: serverProcess(bare, files) };
  try {
    const ports = { ours: await servers.ours.port(), bare: await servers.bare.port() };
    for (const who of ['ours', 'bare'] as const) {
      await hold(load, ports[who], options.warmUp, WARM_UP_AT_ONCE);
    }
    const pairs = await alternating(options.pairs, (who) => cpuOf(servers[who], ports[who], load, options));
    return figureOf(pairs);
  } finally {
    await Promise.all([load, servers.ours, servers.bare].map((child) => child.stop()));
  }
}

/** No garbage is collected by force here: V8 would throw compiled code away with it, and the next sessions pay for that. */
async function cpuOf(
  server: Child,
  port: number,
  load: Child,
  { level, sessions }: CpuOptions,
): Promise<number> {
  const before = await usageOf(server, false);
  const held = await hold(load, port, sessions, level);
  const after = await usageOf(server, false);
  return (after.cpuMs - before.cpuMs) / held;
}

/** Whole sessions, `level` at once; returns how many it took to have at least that many. */
async function hold(load: Child, port: number, sessions: number, level: number): Promise<number> {
  let held = 0;
  for (; held < sessions; held += level) {
    await drive(load, { type: 'open', port, sessions: level });
    await drive(load, { type: 'finish' });
  }
  return held;
}
