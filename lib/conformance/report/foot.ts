import type { JudgedResult, Outcome } from '../engine/outcome.js';
import { groupsOf } from './likeness.js';
import type { RunInfo } from './run-info.js';
import type { ReportPaint } from './tones.js';
import { wrapped } from './wrapped.js';

const COUNT_COLUMNS = 4;

/** Options of `footLines`. */
export interface FootOptions {
  readonly columns: number;
  readonly paint: ReportPaint;
  readonly subject: RunInfo['subject'];
}

/** The end of a text report: what to mend first, what was counted, and the verdict. */
export function footLines(outcome: Outcome, { columns, paint, subject }: FootOptions): string[] {
  const { results, counts, unmet, stale, planned } = outcome;
  const among = (ids: readonly string[]) => results.filter(({ check }) => ids.includes(check.id));
  const weak = results.filter(({ verdict, check }) => verdict === 'weak' && !unmet.includes(check.id));
  const words = [
    `${counts.pass} passed`,
    ...count(counts.fail, 'failed'),
    ...count(counts.weak, 'weak'),
    ...count(counts.info, 'for information'),
    ...count(counts.inconclusive, 'inconclusive'),
    ...count(counts.skipped, 'skipped'),
    ...count(counts.error, 'not played: an error of the kit'),
  ];
  const missing = planned - results.length;
  const stopped = missing > 0 ? ` ${missing} ${missing === 1 ? 'was' : 'were'} not played.` : '';
  return [
    '',
    ...groupLines('Not passed, most frequent first:', among(unmet), columns),
    ...groupLines('Weak: a SHOULD is broken.', weak, columns),
    ...idLines('Known to fail, but passed: take them out of the file.', stale, columns),
    ...wrapped(`${checksOf(results.length)}: ${words.join(', ')}.${stopped}`, columns),
    ...wrapped(verdictLine(outcome, subject), columns).map((line) =>
      paint(outcome.passed ? 'good' : 'bad', line),
    ),
  ];
}

function verdictLine(outcome: Outcome, subject: RunInfo['subject']): string {
  const { results, counts, unmet, stale, planned, total, conforms } = outcome;
  const known = results.filter(({ known: why, verdict }) => why !== null && verdict === 'fail').length;
  if (unmet.length > 0) return `The ${subject} does not conform.`;
  if (stale.length > 0) return 'The list of known failures is stale.';
  if (results.length < planned) return 'The run was stopped before its end.';
  if (known > 0) {
    return `Nothing else than ${known === 1 ? 'the known failure' : `the ${known} known failures`}: the ${subject} does not conform yet.`;
  }
  const should =
    counts.weak === 0 ? '' : ` It breaks ${counts.weak === 1 ? 'one SHOULD' : `${counts.weak} SHOULDs`}.`;
  if (conforms) return `The ${subject} conforms.${should}`;
  return `These checks are passed, ${results.length} of ${total}.${should}`;
}

function groupLines(title: string, results: readonly JudgedResult[], columns: number): string[] {
  if (results.length === 0) return [];
  const indent = ' '.repeat(COUNT_COLUMNS + 1);
  const lines = groupsOf(results).flatMap(({ likeness, ids }) => [
    ...wrapped(likeness, columns - indent.length).map(
      (line, at) => `${at === 0 ? `${String(ids.length).padStart(COUNT_COLUMNS)} ` : indent}${line}`,
    ),
    ...wrapped(ids.join(' '), columns - indent.length - 2).map((line) => `${indent}  ${line}`),
  ]);
  return [title, ...lines, ''];
}

function idLines(title: string, ids: readonly string[], columns: number): string[] {
  if (ids.length === 0) return [];
  return [title, ...wrapped(ids.join(' '), columns - 2).map((line) => `  ${line}`), ''];
}

function checksOf(number: number): string {
  return number === 1 ? '1 check' : `${number} checks`;
}

function count(number: number, word: string): string[] {
  return number === 0 ? [] : [`${number} ${word}`];
}
