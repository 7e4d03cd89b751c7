import { skipped } from '../engine/finding.js';
import { judge } from '../engine/judge.js';
import { Random } from '../engine/random.js';
import type { CheckResult } from '../engine/result.js';
import { runChecks, type RunOptions } from '../engine/run-checks.js';
import { WIRE_TIME_FACTOR } from '../wire/toxics.js';
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
  const { seed, wire } = options;
  const timeLimitMs = options.timeLimitMs * (wire === undefined ? 1 : WIRE_TIME_FACTOR);
  const comesByItself = options.launcher.comesByItself === true;
  const playables = checks.map((check) => ({
    patient: !comesByItself && (check.patient ?? false),
    play: () => {
      const stage = new ClientStage({
        ...options,
        random: new Random(seed, check.id),
        timeLimitMs: Math.max(timeLimitMs * (check.timeFactor ?? 1), (check.minSeconds ?? 0) * 1000),
      });
      return judge(comesByItself ? ifStarted(check) : check, stage, () => stage.close());
    },
  }));
  return runChecks(playables, comesByItself ? { ...options, jobs: 1 } : options);
}

/** What is known of a program alone cannot be judged where nobody has started it. */
function ifStarted(check: ClientCheck): ClientCheck {
  if (check.section !== 'run') return check;
  const play = () =>
    Promise.reject(skipped('it looks at a program that the kit starts, and this client comes by itself'));
  return { ...check, play };
}
