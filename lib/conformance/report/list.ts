import { LEVELS, type CheckInfo } from '../engine/check.js';
import { placeOf } from '../engine/sections.js';
import { wrapped } from './wrapped.js';

const MIN_RULE_COLUMNS = 24;

/**
 * Lists checks, a line for each: its id, its level and its rule.
 * @param columns the width of a terminal, where longer rules go on below; null for one line each, with the place of the rule
 */
export function listOfChecks(checks: readonly CheckInfo[], columns: number | null): string[] {
  const idColumns = Math.max(0, ...checks.map(({ id }) => id.length));
  const levelColumns = Math.max(...LEVELS.map((level) => level.length));
  const before = idColumns + levelColumns + 4;
  return checks.flatMap((check) => {
    const head = `${check.id.padEnd(idColumns)}  ${check.level.toUpperCase().padEnd(levelColumns)}  `;
    if (columns === null) return [`${head}${check.rule} (${placeOf(check)})`];
    return wrapped(check.rule, Math.max(MIN_RULE_COLUMNS, columns - before)).map(
      (line, at) => `${at === 0 ? head : ' '.repeat(before)}${line}`,
    );
  });
}

/** Lists checks as one JSON array. */
export function jsonListOfChecks(checks: readonly CheckInfo[]): string {
  const rows = checks.map((check) => {
    const { id, level, section, rule } = check;
    return { id, level, section, rule, place: placeOf(check) };
  });
  return `${JSON.stringify(rows, null, 2)}\n`;
}
