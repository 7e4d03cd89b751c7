import { judge } from '../engine/judge.js';
import { Random } from '../engine/random.js';
import type { CheckResult } from '../engine/result.js';
import { runChecks, type RunOptions } from '../engine/run-checks.js';
import type { ClientCheck } from './client-check.js';
import { ClientStage, type StageOptions } from './stage.js';

/** Options of `checkClient`. */
export interface CheckClientOptions extends RunOptions, Omit<StageOptions, 'random'> {
  /** Decides every random choice. */
  readonly seed: number;
}

/** Plays checks to a client. Resolves to their results, in the order of the list. */
export function checkClient(
  checks: readonly ClientCheck[],
  options: CheckClientOptions,
): Promise<readonly CheckResult[]> {
  const { seed, timeLimitMs } = options;
  const playables = checks.map((check) => ({
    patient: check.patient ?? false,
    play: () => {
      const stage = new ClientStage({
        ...options,
        random: new Random(seed, check.id),
        timeLimitMs: timeLimitMs * (check.timeFactor ?? 1),
      });
      return judge(check, stage, () => stage.close());
    },
  }));
  return runChecks(playables, options);
}
