import { inspect } from 'node:util';
import { escapeText } from '../../protocol/escape.js';
import type { Check, Level, Verdict } from './check.js';
import { Finding } from './finding.js';
import type { CheckResult, Output } from './result.js';

const MAX_ERROR_CHARS = 500;
const BROKEN: Readonly<Record<Level, Verdict>> = { must: 'fail', should: 'weak', info: 'info' };

/** What a check leaves behind, for its result. */
export interface Traces {
  readonly transcript: readonly string[];
  readonly outputs: readonly Output[];
}

/** Plays a check on its stage, and turns what comes of it into a result. Never rejects. */
export async function judge<Stage extends Traces>(
  check: Check<Stage>,
  stage: Stage,
  close: () => Promise<void>,
): Promise<CheckResult> {
  const { id, level, section, rule, anchor } = check;
  const startedAt = performance.now();
  let error: unknown = null;
  try {
    await check.play(stage);
  } catch (thrown) {
    error = thrown;
  }
  try {
    await close();
  } catch (thrown) {
    error ??= thrown;
  }
  const seen = verdictOf(error, level);
  return {
    check: { id, level, section, rule, ...(anchor === undefined ? {} : { anchor }) },
    ...seen,
    seconds: (performance.now() - startedAt) / 1000,
    transcript: stage.transcript,
    outputs: stage.outputs,
  };
}

function verdictOf(
  error: unknown,
  level: Level,
): Pick<CheckResult, 'verdict' | 'expected' | 'came' | 'cause'> {
  if (error === null) return { verdict: 'pass', expected: '', came: '', cause: null };
  if (error instanceof Finding) {
    const { kind, expected, came, likelyCause: cause } = error;
    return { verdict: kind === 'broken' ? BROKEN[level] : kind, expected, came, cause };
  }
  const why = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  return {
    verdict: 'error',
    expected: 'that the kit can play this',
    came: escapeText(why, MAX_ERROR_CHARS),
    cause: null,
  };
}
