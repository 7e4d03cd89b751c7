import { drive, usageOf } from './drive.js';
import { figureOf, inTurns, mapRounds, type Figure } from './rounds.js';
import { loadProcess, serverProcess, type Subject, type Subjects } from './subjects.js';
import type { Run } from './run.js';

/** These sessions run first, so that memory that a server allocates only once does not count. */
const WARM_UP_SESSIONS = 50;

/** The bytes of a session that waits at WORK: in the process, and in its JavaScript heap. */
export interface MemoryFigures {
  readonly rss: Figure;
  readonly heap: Figure;
}

export interface MemoryOptions {
  /** The number of sessions that wait at once. */
  readonly level: number;
  readonly pairs: number;
}

/** Measures all servers in turns, each time in a new process: a process keeps the memory of earlier sessions. */
export async function measureMemory(
  subjects: Subjects,
  run: Run,
  { level, pairs }: MemoryOptions,
): Promise<MemoryFigures> {
  const rounds = await inTurns(subjects, pairs, (subject) => memoryOf(subject, run, level));
  return {
    rss: figureOf(mapRounds(rounds, ({ rss }) => rss)),
    heap: figureOf(mapRounds(rounds, ({ heap }) => heap)),
  };
}

async function memoryOf(subject: Subject, run: Run, level: number): Promise<{ rss: number; heap: number }> {
  const [server, load] = [serverProcess(subject, run), loadProcess(run)];
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
