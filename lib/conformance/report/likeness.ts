import type { CheckResult } from '../engine/result.js';

/** Two findings with the same likeness have, in all likelihood, one mistake behind them. */
export function likenessOf({ expected, cause }: CheckResult): string {
  return cause ?? `expected ${expected}`;
}

/** Findings with one likeness. */
export interface Group {
  readonly likeness: string;
  /** The ids of the checks, in their order. */
  readonly ids: readonly string[];
}

/** Groups findings by their likeness, the largest group first. */
export function groupsOf(results: readonly CheckResult[]): readonly Group[] {
  const groups = new Map<string, string[]>();
  for (const result of results) {
    const likeness = likenessOf(result);
    groups.set(likeness, [...(groups.get(likeness) ?? []), result.check.id]);
  }
  return [...groups]
    .map(([likeness, ids]) => ({ likeness, ids }))
    .sort((a, b) => b.ids.length - a.ids.length);
}
