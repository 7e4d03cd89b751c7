import { escapeText } from '../../protocol/escape.js';
import type { CheckInfo } from './check.js';

/** A check that is known to fail, and why. */
export interface KnownFailure {
  readonly id: string;
  /** The text after the id in its file; empty if there is none. */
  readonly why: string;
}

/** A line of a file that is no known failure. */
export interface WrongLine {
  /** Counts from 1. */
  readonly line: number;
  readonly problem: string;
}

/**
 * Parses a file of known failures: a line for each, with the id and, after a space, the reason. Empty lines and those that begin with `#` do
 * not count.
 * @returns the known failures, or the first line that is wrong
 */
export function parseKnownFailures(
  text: string,
  checks: readonly CheckInfo[],
): readonly KnownFailure[] | WrongLine {
  const ids = new Set(checks.map(({ id }) => id));
  const found = new Map<string, KnownFailure>();
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [id = ''] = line.split(/\s/, 1);
    if (!ids.has(id))
      return {
        line: at + 1,
        problem: `"${escapeText(id, 60)}" is not the id of a check (--list shows them)`,
      };
    if (found.has(id)) return { line: at + 1, problem: `${id} stands above it already` };
    found.set(id, { id, why: line.slice(id.length).trim() });
  }
  return [...found.values()];
}
