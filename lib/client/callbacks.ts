import { catchError, map, throwError, type Observable } from 'rxjs';
import { formatBodyAnswer } from '../protocol/answers.js';
import type { BodyCommand, WorkCommand } from '../protocol/commands.js';
import { within } from '../rx/within.js';
import { satisfies } from '../work/verify.js';
import { fromAbortable } from '../rx/from-abortable.js';
import type { CompleteClientContext, Solved } from './context.js';
import {
  answerFailed,
  answerTooLate,
  solverFailed,
  solverWrong,
  unsendableAnswer,
  workTooLong,
} from './failures.js';
import { lineProblem, MAX_SUFFIX_BYTES, MAX_VALUE_BYTES } from './values.js';

/** The part of a context that is used here. */
type Context = Pick<
  CompleteClientContext,
  'solve' | 'answers' | 'workTimeout' | 'otherTimeout' | 'scheduler'
>;

// Calls of the user's functions. Their results are checked before they are sent, and the errors name the function.

/** Calls the user's solver, and emits its checked solution. */
export function solutionOf({ token, nBits }: WorkCommand, context: Context): Observable<Solved> {
  const { solve, workTimeout, scheduler } = context;
  return fromAbortable((signal) => solve(token, nBits, { signal })).pipe(
    catchError((thrown: unknown) => throwError(() => solverFailed(thrown))),
    map((solution: unknown) => checkSolution(token, nBits, solution)),
    within(workTimeout, scheduler, () => workTooLong(workTimeout)),
  );
}

/** Calls the user's function for an answer, and emits the line to send. */
export function answerOf(
  { name, randomString }: BodyCommand,
  token: string,
  { answers, otherTimeout, scheduler }: Context,
): Observable<string> {
  return fromAbortable((signal) => answers(name, { signal })).pipe(
    catchError((thrown: unknown) => throwError(() => answerFailed(name, thrown))),
    map((value: unknown) => formatBodyAnswer(token, randomString, checkValue(name, value))),
    within(otherTimeout, scheduler, () => answerTooLate(name, otherTimeout)),
  );
}

function checkSolution(token: string, nBits: number, solution: unknown): Solved {
  const { suffix } = Object(solution) as { readonly suffix?: unknown };
  const problem = lineProblem(suffix, MAX_SUFFIX_BYTES);
  if (problem !== null || typeof suffix !== 'string') throw solverWrong(problem ?? '');
  if (!satisfies(token, nBits, suffix)) throw solverWrong(`does not give ${nBits} zero bits`);
  return solution as Solved;
}

function checkValue(name: string, value: unknown): string {
  const problem = lineProblem(value, MAX_VALUE_BYTES);
  if (problem !== null || typeof value !== 'string') throw unsendableAnswer(name, problem ?? '');
  return value;
}
