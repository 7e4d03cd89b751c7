import type { CheckInfo, Verdict } from './check.js';

/** What is known of one check after it was played. */
export interface CheckResult {
  readonly check: CheckInfo;
  readonly verdict: Verdict;
  /** What the rule wants; empty when the check is passed. */
  readonly expected: string;
  /** What came instead, escaped; empty when the check is passed. */
  readonly came: string;
  /** The likely mistake, or null. */
  readonly cause: string | null;
  /** How long it took, in seconds. */
  readonly seconds: number;
  /** What was said and done, in order, escaped: one entry a line. */
  readonly transcript: readonly string[];
  /** What the programs of this check wrote, unescaped, in order of their starts. */
  readonly outputs: readonly Output[];
}

/** What one program wrote, up to a limit. */
export interface Output {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}
