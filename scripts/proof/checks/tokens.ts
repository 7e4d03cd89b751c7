import type { Attempt, SessionResult, Work } from '../result.js';
import type { Row } from '../rows.js';
import { tokenOf } from '../solve.js';
import type { Away } from './away.js';
import { groupedBy, type Violation } from './violation.js';

/** A WORK that came, with all that the checks need. */
interface Given {
  readonly work: Work;
  readonly workAt: number;
  readonly attempt: Attempt;
  readonly result: SessionResult;
}

/**
 * Compares the tokens: who was cut in WORK before its proof gets the same WORK again; a token has one owner; a token whose proof was accepted
 * is not given again, and no proof counts in two rows.
 */
export function tokenViolations(
  results: readonly SessionResult[],
  rows: readonly Row[],
  away: readonly Away[],
): Violation[] {
  const given = results
    .flatMap((result) => result.attempts.flatMap((attempt) => givenIn(attempt, result)))
    .sort((a, b) => a.workAt - b.workAt);
  return [
    ...[...groupedBy(given, ({ result }) => result.certificate).values()].flatMap((own) =>
      lostWork(own, away),
    ),
    ...[...groupedBy(given, ({ work }) => work.token).values()].flatMap(ofToken),
    ...countedTwice(rows),
  ];
}

function givenIn(attempt: Attempt, result: SessionResult): Given[] {
  const { work, workAt } = attempt;
  return work === null || workAt === null ? [] : [{ work, workAt, attempt, result }];
}

/** @param own the WORKs of one certificate, which has one session at a time, in their order */
function lostWork(own: readonly Given[], away: readonly Away[]): Violation[] {
  return own.flatMap((before, index): Violation[] => {
    const after = own[index + 1];
    if (after === undefined || before.attempt.cut === null || before.attempt.suffix !== null) return [];
    // Nobody can be asked then whose the tokens are.
    if (away.some(({ from, to }) => before.workAt <= to && after.workAt >= from)) return [];
    const where = `${nameOf(before)}: WORK ${shown(before.work)}, then ${shown(after.work)}`;
    if (before.work.token !== after.work.token) return [{ kind: 'work_lost', where }];
    return before.work.nBits === after.work.nBits ? [] : [{ kind: 'n_bits_changed', where }];
  });
}

/** @param same the WORKs with one token, in their order */
function ofToken(same: readonly Given[]): Violation[] {
  const problems: Violation[] = [];
  const [first] = same;
  const other = same.find(({ result }) => result.certificate !== first?.result.certificate);
  if (first !== undefined && other !== undefined) {
    problems.push({
      kind: 'token_of_two',
      where: `${nameOf(first)} and ${nameOf(other)}: ${shown(first.work)}`,
    });
  }
  const spent = same.findIndex(({ attempt }) => attempt.accepted);
  const again = spent < 0 ? undefined : same[spent + 1];
  if (again !== undefined) {
    problems.push({ kind: 'spent_token_given', where: `${nameOf(again)}: ${shown(again.work)}` });
  }
  return problems;
}

/** A row has a suffix only when its proof was accepted, whatever became of the session then. */
function countedTwice(rows: readonly Row[]): Violation[] {
  const proofs = rows.flatMap(({ id, suffix }) => (suffix === null ? [] : [{ id, token: tokenOf(suffix) }]));
  return [...groupedBy(proofs, ({ token }) => token)]
    .filter(([, same]) => new Set(same.map(({ id }) => id)).size > 1)
    .map(([token, same]) => {
      const ids = same.map(({ id }) => id).join(', ');
      return { kind: 'proof_counted_twice', where: `token ${token}: rows ${ids}` };
    });
}

function nameOf({ result, attempt }: Given): string {
  return `session ${result.session}, ${attempt.mark}`;
}

function shown({ token, nBits }: Work): string {
  return `${token} ${nBits}`;
}
