import { REFUSAL_SENTENCES, type Refusal } from '../protocol/reasons.js';
import type { StatusCounts } from '../status/snapshot.js';

/** Refused connections of one reason. */
export interface RefusalBar {
  readonly reason: string;
  /** The reason in a sentence; empty for one of a newer server. */
  readonly sentence: string;
  readonly count: number;
  /** Of the most frequent reason, from 0 to 1. */
  readonly share: number;
}

/** Returns the refusals by reason, the most frequent first. */
export function refusalsOf(refusals: StatusCounts['refusals']): RefusalBar[] {
  const sentences: Partial<Record<string, string>> = REFUSAL_SENTENCES;
  const entries = Object.entries(refusals) as [Refusal, number][];
  const most = Math.max(1, ...entries.map(([, value]) => value));
  return entries
    .filter(([, value]) => value > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([reason, value]) => {
      const sentence = sentences[reason] ?? '';
      return {
        reason,
        sentence: sentence === '' || sentence.endsWith('.') ? sentence : `${sentence}.`,
        count: value,
        share: value / most,
      };
    });
}
