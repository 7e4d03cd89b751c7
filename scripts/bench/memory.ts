import { drive, usageOf } from './drive.js';
import { alternating, figureOf, type Figure } from './pairs.js';
import { loadProcess, serverProcess, type RunFiles, type Subject } from './subjects.js';

/** From that many waiting sessions on, their memory stands out from the noise. */
export const MIN_SESSIONS_FOR_MEMORY = 100;

/** So many come and go first: what a server needs only once is not the sessions'. */
const WARM_UP_SESSIONS = 50;

/** Bytes that a session takes while it waits at WORK: of the process, and of its JavaScript heap. */
export interface MemoryFigures {
  readonly rss: Figure;
  readonly heap: Figure;
}

/** Of both servers in turns, each time in a fresh process: one that has held sessions before has their memory still. */
export async function measureMemory(
  ours: Subject,
  bare: Subject,
  files: RunFiles,
  { level, pairs }: { readonly level: number; readonly pairs: number },
): Promise<MemoryFigures> {
  const taken = await alternating(pairs, (who) => memoryOf(who === 'ours' ? ours : bare, files, level));
  return {
    rss: figureOf(taken.map((pair) => ({ ours: pair.ours.rss, bare: pair.bare.rss }))),
    heap: figureOf(taken.map((pair) => ({ ours: pair.ours.heap, bare: pair.bare.heap }))),
  };
}

async function memoryOf(
  subject: Subject,
  files: RunFiles,
  level: number,
): Promise<{ rss: number; heap: number }> {
  const [server, load] = [serverProcess(subject, files), loadProcess(files)];
  try {
    const port = await server.port();
    await drive(load, { type: 'open', port, sessions: WARM_UP_SESSIONS });
    await drive(load, { type: 'finish' });
    const idle = await usageOf(server, true);
    await drive(load, { type: 'open', port, sessions: level });
    const waiting = await usageOf(server, true);
    return {
      rss: (waiting.rssBytes - idle.rssBytes) / level,
      heap: (waiting.heapBytes - idle.heapBytes) / level,
    };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}
