import type { CheckInfo, Verdict } from './check.js';
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
  /** How many checks were to be played. More than there are results, if the run was stopped. */
  readonly planned: number;
  /** How many checks the kit has. */
  readonly total: number;
  /** Whether the run is passed: nothing is unmet or stale, and it was not stopped. */
  readonly passed: boolean;
  /** Whether the peer conforms: the run is passed, with every MUST of the kit, and without known failures. */
  readonly conforms: boolean;
}

/** What the results are held against. */
export interface Plan {
  /** Every check of the kit. */
  readonly all: readonly CheckInfo[];
  /** How many were to be played. */
  readonly planned: number;
  /** Whether a broken SHOULD counts as a broken MUST. */
  readonly strict: boolean;
}

/** Holds a result against the known failures. */
export function withKnown(result: CheckResult, known: readonly KnownFailure[]): JudgedResult {
  return { ...result, known: known.find(({ id }) => id === result.check.id)?.why ?? null };
}

/** Sums up the results. */
export function outcomeOf(results: readonly JudgedResult[], { all, planned, strict }: Plan): Outcome {
  const counts = { pass: 0, fail: 0, weak: 0, info: 0, inconclusive: 0, skipped: 0, error: 0 };
  for (const { verdict } of results) counts[verdict] += 1;
  const unmet = results.filter((result) => isUnmet(result, strict)).map(({ check }) => check.id);
  const stale = results
    .filter(({ known, verdict }) => known !== null && verdict === 'pass')
    .map(({ check }) => check.id);
  const passed = unmet.length === 0 && stale.length === 0 && results.length >= planned;
  const played = new Set(results.map(({ check }) => check.id));
  const isWhole = all.every(({ id, level }) => level !== 'must' || played.has(id));
  const conforms = passed && isWhole && counts.fail === 0;
  return { results, counts, unmet, stale, planned, total: all.length, passed, conforms };
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
