import type { CheckResult } from './result.js';

/** Checks that mostly wait run beside the others, so many at once. */
const PATIENT_AT_ONCE = 24;

/** A check that is ready to be played. */
export interface Playable {
  readonly patient: boolean;
  /** Plays it. Never rejects. */
  readonly play: () => Promise<CheckResult>;
}

/** Options of `runChecks`. */
export interface RunOptions {
  /** How many checks run at once, besides those that mostly wait. */
  readonly jobs: number;
  /** Called with each result, in the order of the list: a result waits for those before it. */
  readonly onResult?: (result: CheckResult) => void;
  /** Called when a check has ended, in whatever order. */
  readonly onEnd?: () => void;
  /** Starts no further check when it aborts. The results of those that it cut short do not count. */
  readonly signal?: AbortSignal;
}

/** Plays all checks. Resolves to their results in the order of the list; those that were not started are missing. */
export async function runChecks(
  checks: readonly Playable[],
  { jobs, onResult, onEnd, signal }: RunOptions,
): Promise<readonly CheckResult[]> {
  const results = new Map<number, CheckResult>();
  let told = 0;
  const tell = (): void => {
    for (let result = results.get(told); result !== undefined; result = results.get(++told)) {
      onResult?.(result);
    }
  };
  const isOver = (): boolean => signal?.aborted === true;
  const lane = async (queue: [number, Playable][]): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (isOver()) return;
      const [at, { play }] = next;
      const result = await play();
      if (isOver()) return;
      results.set(at, result);
      onEnd?.();
      tell();
    }
  };
  const numbered = checks.map((check, at): [number, Playable] => [at, check]);
  const patient = numbered.filter(([, check]) => check.patient);
  const busy = numbered.filter(([, check]) => !check.patient);
  await Promise.all([
    ...Array.from({ length: PATIENT_AT_ONCE }, () => lane(patient)),
    ...Array.from({ length: jobs }, () => lane(busy)),
  ]);
  return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}
