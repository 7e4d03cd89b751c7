import type { Attempt, SessionResult } from '../result.js';
import type { Row } from '../rows.js';
import { groupedBy, type Violation } from './violation.js';

/** An attempt, and the session it belongs to. */
interface Known {
  readonly attempt: Attempt;
  readonly result: SessionResult;
}

/**
 * Compares the rows with what the clients saw: a client that saw DONE has exactly one row `done`, with its answers and its certificate; no
 * row is there twice; each row `done` is of a client that has sent all the answers in it.
 */
export function rowViolations(results: readonly SessionResult[], rows: readonly Row[]): Violation[] {
  const known = new Map<string, Known>();
  for (const result of results) {
    for (const attempt of result.attempts) known.set(attempt.mark, { attempt, result });
  }
  const done = groupedBy(
    rows.filter(({ outcome }) => outcome === 'done'),
    markOf,
  );
  return [
    ...results.filter(({ outcome }) => outcome !== 'done').map(notFinished),
    ...doubled(rows),
    ...[...known.values()].flatMap((one) => ofClient(one, done.get(one.attempt.mark) ?? [])),
    ...[...done.values()].flat().flatMap((row) => ofRow(row, known.get(markOf(row) ?? ''))),
  ];
}

function notFinished({ session, error }: SessionResult): Violation {
  return { kind: 'not_finished', where: `session ${session}: ${error ?? ''}` };
}

function doubled(rows: readonly Row[]): Violation[] {
  return [...groupedBy(rows, ({ id }) => id)]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) => ({ kind: 'id_twice', where: `row ${id}, ${same.length} times` }));
}

function ofClient({ attempt, result }: Known, own: readonly Row[]): Violation[] {
  const where = `session ${result.session}, ${attempt.mark}`;
  const ids = own.map(({ id }) => id).join(', ');
  if (own.length > 1) return [{ kind: 'done_in_many_rows', where: `${where}: rows ${ids}` }];
  const [row] = own;
  if (row === undefined) return attempt.doneRead ? [{ kind: 'done_without_row', where }] : [];
  const problems: Violation[] = [];
  if (row.fingerprint !== result.certificate) {
    problems.push({ kind: 'wrong_certificate', where: `${where}: row ${row.id}` });
  }
  if (attempt.doneRead && textOf(row.answers) !== textOf(attempt.answers)) {
    problems.push({ kind: 'wrong_answers', where: `${where}: row ${row.id}` });
  }
  return problems;
}

/** A row whose client did not see DONE: its DONE was lost, if it has sent what the row has. */
function ofRow(row: Row, owner: Known | undefined): Violation[] {
  if (owner === undefined) return [{ kind: 'unknown_row', where: `row ${row.id}` }];
  const { attempt, result } = owner;
  const isSent = Object.entries(row.answers).every(([name, value]) => attempt.answers[name] === value);
  if (attempt.doneRead || isSent) return [];
  return [{ kind: 'row_of_unanswered', where: `row ${row.id}, session ${result.session}, ${attempt.mark}` }];
}

/** Returns the mark that all answers of a row begin with; null where they do not agree. */
function markOf({ answers }: Row): string | null {
  const marks = new Set(Object.values(answers).map((value) => value.split(' ')[0] ?? ''));
  const [mark] = marks;
  return marks.size === 1 && mark !== undefined ? mark : null;
}

function textOf(answers: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
}
