import { WIRE_TIME_FACTOR } from '../wire/toxics.js';
import { judge } from '../engine/judge.js';
import { Random } from '../engine/random.js';
import type { CheckResult } from '../engine/result.js';
import { runChecks, type Playable, type RunOptions } from '../engine/run-checks.js';
import type { ServerCheck } from './server-check.js';
import { ServerStage, type ServerStageOptions } from './stage.js';

/** Options of `checkServer`. */
export interface CheckServerOptions extends RunOptions, Omit<ServerStageOptions, 'random' | 'label'> {
  /** Decides every random choice. */
  readonly seed: number;
}

/**
 * Plays checks to a server: first those that can run beside others, then those that end it, one by one. Resolves to their results; those
 * that end it are the last.
 */
export async function checkServer(
  checks: readonly ServerCheck[],
  options: CheckServerOptions,
): Promise<readonly CheckResult[]> {
  const ready = (alone: boolean): readonly Playable[] =>
    checks
      .filter((check) => (check.alone ?? false) === alone)
      .map((check) => ({ patient: check.patient ?? false, play: () => play(check, options) }));
  const beside = await runChecks(ready(false), options);
  const alone = await runChecks(ready(true), { ...options, jobs: 1 });
  return [...beside, ...alone];
}

function play(check: ServerCheck, options: CheckServerOptions): Promise<CheckResult> {
  const { seed, timeLimitMs, facts, wire } = options;
  const stage = new ServerStage({
    ...options,
    label: check.id,
    random: new Random(seed, check.id),
    timeLimitMs:
      timeLimitMs * (wire === undefined ? 1 : WIRE_TIME_FACTOR) * (check.timeFactor ?? 1) +
      (check.waitsMs?.(facts) ?? 0),
  });
  return judge(check, stage, () => stage.close());
}
