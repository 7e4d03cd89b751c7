import { LEVELS, type CheckInfo, type Level } from './check.js';

/** Which checks to play. */
export interface Selection {
  /** Ids, sections, or patterns with `*`: only what one of them matches. Empty for all. */
  readonly only: readonly string[];
  /** What one of these matches is left out. */
  readonly skip: readonly string[];
  /** The least strict level that is played. */
  readonly level: Level;
}

/** Returns the checks that are selected, in their order. */
export function selectChecks<Info extends CheckInfo>(
  checks: readonly Info[],
  { only, skip, level }: Selection,
): readonly Info[] {
  const least = LEVELS.indexOf(level);
  return checks.filter(
    (check) =>
      LEVELS.indexOf(check.level) <= least &&
      (only.length === 0 || only.some((pattern) => matches(pattern, check))) &&
      !skip.some((pattern) => matches(pattern, check)),
  );
}

/** Returns the first pattern that matches no check, or null: it is misspelt. */
export function unmatchedPattern(checks: readonly CheckInfo[], patterns: readonly string[]): string | null {
  return patterns.find((pattern) => !checks.some((check) => matches(pattern, check))) ?? null;
}

/** Whether a pattern names a check: by its id, its section, or a pattern with `*` for any characters. */
export function matches(pattern: string, { id, section }: CheckInfo): boolean {
  if (pattern === id || pattern === section) return true;
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return pattern.includes('*') && new RegExp(`^${source.join('.*')}$`, 's').test(id);
}
