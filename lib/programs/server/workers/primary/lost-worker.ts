import type { WorkerExit } from './worker-process.js';

/** A worker that is gone without having been told to end, or before it had done so. */
export interface LostWorker {
  /** Its number, from 1. The one that takes its place has the same. */
  readonly worker: number;
  readonly pid: number;
  readonly exit: WorkerExit;
  /** The number of sessions that it has cut. */
  readonly cut: number;
  /** Why it could not start; null if it had started. */
  readonly why: string | null;
}

/** Returns in words how a worker ended. */
export function exitText({ code, signal }: WorkerExit): string {
  if (signal !== null) return `killed by ${signal}`;
  return code === null ? 'it could not be started' : `exit code ${code}`;
}

/**
 * Returns what the operator is told of it.
 * @param pauseMs the time until another one is started; null if none is
 */
export function lostText({ worker, pid, exit, cut, why }: LostWorker, pauseMs: number | null): string {
  const sessions = cut === 1 ? '1 session' : `${cut} sessions`;
  const next = pauseMs === null ? 'The server stops' : `Another one starts in ${pauseMs / 1000} s`;
  return `Worker ${worker} (process ${pid}) is gone: ${why ?? exitText(exit)}. It has cut ${sessions}. ${next}.`;
}
