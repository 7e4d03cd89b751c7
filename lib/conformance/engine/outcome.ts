import type { Verdict } from './check.js';
import type { KnownFailure } from './known-failures.js';
import type { CheckResult } from './result.js';

/** A result, held against the known failures. */
export interface JudgedResult extends CheckResult {
  /** Why it is known to fail; null where it is not known. It may have passed all the same. */
  readonly known: string | null;
}

/** The sum of a run. */
export interface Outcome {
  readonly results: readonly JudgedResult[];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The ids of what makes the run fail. */
  readonly unmet: readonly string[];
  /** The ids of known failures that passed: their entries are stale. */
  readonly stale: readonly string[];
  /** Whether the peer conforms: every MUST is passed or known, and no known failure is stale. */
  readonly conforms: boolean;
}

/** Holds a result against the known failures. */
export function withKnown(result: CheckResult, known: readonly KnownFailure[]): JudgedResult {
  return { ...result, known: known.find(({ id }) => id === result.check.id)?.why ?? null };
}

/** Sums up the results. With `strict`, a broken SHOULD counts as a broken MUST. */
export function outcomeOf(results: readonly JudgedResult[], strict: boolean): Outcome {
  const counts = { pass: 0, fail: 0, weak: 0, info: 0, inconclusive: 0, skipped: 0, error: 0 };
  for (const { verdict } of results) counts[verdict] += 1;
  const unmet = results.filter((result) => isUnmet(result, strict)).map(({ check }) => check.id);
  const stale = results
    .filter(({ known, verdict }) => known !== null && verdict === 'pass')
    .map(({ check }) => check.id);
  return { results, counts, unmet, stale, conforms: unmet.length === 0 && stale.length === 0 };
}

/** Whether a result makes its run fail. What could not be judged is not passed. */
export function isUnmet({ check, verdict, known }: JudgedResult, strict: boolean): boolean {
  switch (verdict) {
    case 'fail':
      return known === null;
    case 'weak':
      return strict && known === null;
    case 'inconclusive':
    case 'error':
      return check.level === 'must' || strict;
    case 'pass':
    case 'info':
    case 'skipped':
      return false;
  }
}
