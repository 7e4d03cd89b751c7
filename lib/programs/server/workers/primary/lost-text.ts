import { exitText, type LostWorker } from './pool.js';

/** Says that a worker is gone, for the operator. @param pauseMs the time until another one starts; null if none does */
export function lostText({ worker, pid, exit, cut, why }: LostWorker, pauseMs: number | null): string {
  const sessions = cut === 1 ? '1 session' : `${cut} sessions`;
  const next = pauseMs === null ? 'The server stops' : `Another one starts in ${pauseMs / 1000} s`;
  return `Worker ${worker} (process ${pid}) is gone: ${why ?? exitText(exit)}. It has cut ${sessions}. ${next}.`;
}
