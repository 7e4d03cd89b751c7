import { placeOf } from '../engine/sections.js';
import { isUnmet, type JudgedResult, type Outcome } from '../engine/outcome.js';
import type { RunInfo } from './run-info.js';

/** Returns a run as TAP version 14. A check that makes the run fail is `not ok`; a known failure is a `TODO`. */
export function tapReport({ again }: RunInfo, { results }: Outcome, strict: boolean): string {
  return [
    'TAP version 14',
    `1..${results.length}`,
    ...results.flatMap((result, at) => testPoint(result, at + 1, again(result.check.id), strict)),
    '',
  ].join('\n');
}

function testPoint(result: JudgedResult, number: number, again: string, strict: boolean): string[] {
  const { check, verdict, came, known } = result;
  const stale = verdict === 'pass' && known !== null;
  const bad = verdict === 'fail' || verdict === 'weak' || isUnmet(result, strict) || stale;
  const isTodo = bad && !stale && !isUnmet(result, strict);
  const directive = isTodo
    ? ` # TODO ${oneLine(known ?? 'a SHOULD')}`
    : verdict === 'skipped'
      ? ` # SKIP ${oneLine(came)}`
      : '';
  const line = `${bad ? 'not ok' : 'ok'} ${number} - ${check.id}: ${oneLine(check.rule)}${directive}`;
  return (verdict === 'pass' && !stale) || verdict === 'skipped'
    ? [line]
    : [line, ...diagnostics(result, again)];
}

function diagnostics(
  { check, verdict, expected, came, cause, known }: JudgedResult,
  again: string,
): string[] {
  const fields = {
    verdict,
    ...(known === null ? {} : { known }),
    level: check.level,
    place: placeOf(check),
    expected,
    came,
    ...(cause === null ? {} : { cause }),
    again,
  };
  // A JSON string is a YAML string.
  const lines = Object.entries(fields).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  return ['  ---', ...lines, '  ...'];
}

/** A hash would begin a directive, a backslash an escape. */
function oneLine(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('#', '\\#').replaceAll('\n', ' ');
}
