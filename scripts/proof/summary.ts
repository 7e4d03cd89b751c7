import type { Attempt, SessionResult } from './result.js';

/** How much a run has put to the proof: with nothing in it, it has shown nothing. */
export interface Summary {
  readonly sessions: number;
  readonly done: number;
  readonly attempts: number;
  readonly reconnects: number;
  /** Connections that were lost in WORK before the proof was sent. */
  readonly cutInWork: number;
  /** Those after which the same token came. */
  readonly sameTokenAgain: number;
  /** Proofs that were sent on more than one connection. */
  readonly proofsSentAgain: number;
}

export function summaryOf(results: readonly SessionResult[]): Summary {
  const attempts = results.flatMap((result) => result.attempts);
  const cuts = results.flatMap(({ attempts: own }) =>
    own.flatMap((attempt, index) => {
      if (!isCutInWork(attempt)) return [];
      return [{ attempt, next: own.slice(index + 1).find(({ work }) => work !== null) }];
    }),
  );
  return {
    sessions: results.length,
    done: results.filter(({ outcome }) => outcome === 'done').length,
    attempts: attempts.length,
    reconnects: results.reduce((sum, { reconnects }) => sum + reconnects, 0),
    cutInWork: cuts.length,
    sameTokenAgain: cuts.filter(({ attempt, next }) => attempt.work?.token === next?.work?.token).length,
    proofsSentAgain: results.reduce((sum, result) => sum + sentAgain(result.attempts), 0),
  };
}

function isCutInWork({ work, suffix, cut }: Attempt): boolean {
  return work !== null && suffix === null && cut !== null;
}

function sentAgain(attempts: readonly Attempt[]): number {
  const sent = attempts.flatMap(({ suffix }) => (suffix === null ? [] : [suffix]));
  return sent.length - new Set(sent).size;
}
