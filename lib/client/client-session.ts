import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  map,
  of,
  startWith,
  switchMap,
  takeWhile,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { toTlslpError } from '../protocol/errors.js';
import { milliseconds } from '../protocol/milliseconds.js';
import { completeContext, type ClientContext, type CompleteClientContext } from './context.js';
import type { ClientEvent } from './events.js';
import { serverDeaf, serverLeft, serverSilent } from './failures.js';
import { CommandOrder, type Asked } from './order.js';
import { isTemporary } from './temporary.js';
import { within } from '../rx/within.js';
import { answerOf, solutionOf } from './callbacks.js';

/**
 * Runs one session of a client: takes the server's lines, emits events, and sends its answers with `context.send`. Checks that each
 * command is well-formed, comes in order and in time, and comes only after the last one was answered. Subscribe only once: each
 * subscription is a session. Unsubscribing ends it and sends nothing.
 *
 * Never errors. The last event is `done` or `failed`. The error of `failed` is
 * - the server's FAIL (`failed_by_peer`), or that it left (`disconnected`);
 * - a command that breaks a rule (`malformed_command`, `unsolicited_line`);
 * - a deadline that passed (`timed_out`);
 * - an answer that cannot be sent (`not_sent`, `unsendable_line`);
 * - a solver or an answers function that failed (`solver_failed`, `answer_failed`);
 * - any other error of the lines.
 * A failure aborts the work and the answer in progress.
 *
 * @param lines the server's lines, without LFs. When it completes, the server has ended its side. Before DONE that is a failure; after DONE,
 *   OK is sent all the same
 */
export function clientSession(lines: Observable<string>, context: ClientContext): Observable<ClientEvent> {
  const complete = completeContext(context);
  const { otherTimeout, scheduler } = complete;
  const silence = timer(milliseconds(otherTimeout), scheduler).pipe(
    map(() => {
      throw serverSilent(otherTimeout);
    }),
  );
  return defer(() => {
    const order = new CommandOrder();
    return concat(
      lines,
      // Once DONE is there, its answer counts: a server that has ended its side may still read it.
      defer(() => (order.isDone ? EMPTY : throwError(serverLeft))),
    ).pipe(
      map((line) => order.accept(line)),
      startWith(null),
      // The next command ends the silence timer. It cannot cut off an answer: `order` rejects a command that comes too early.
      switchMap((asked) => concat(asked === null ? EMPTY : turn(asked, order, complete), silence)),
      takeWhile((event) => event.type !== 'done', true),
      catchError((thrown: unknown) => {
        const error = toTlslpError(thrown);
        const { step } = order;
        // After DONE the answers are kept: another session would only repeat them.
        const temporary = step !== 'DONE' && isTemporary(error);
        return of<ClientEvent>({ type: 'failed', at: scheduler.now(), step, error, temporary });
      }),
    );
  });
}

/** Answers one command. Emits `received`, `solved` for WORK, `replied` when the transport has the answer, and `done` after DONE. */
function turn(
  { command, line }: Asked,
  order: CommandOrder,
  { inputDrained, send, ...context }: CompleteClientContext,
): Observable<ClientEvent> {
  const { otherTimeout, scheduler } = context;
  const tell = (event: () => ClientEvent): Observable<ClientEvent> => defer(() => of(event()));
  const reply = (answer: string): Observable<ClientEvent> => {
    const replied = tell(() => {
      order.answered();
      return { type: 'replied', at: scheduler.now(), command, line: answer };
    });
    const handedOver = concat(
      inputDrained,
      defer(() => send(answer)),
    );
    return concat(handedOver, replied).pipe(within(otherTimeout, scheduler, () => serverDeaf(otherTimeout)));
  };
  const answered = (): Observable<ClientEvent> => {
    switch (command.kind) {
      case 'hello':
        return reply('HELLOBACK');
      case 'work':
        return solutionOf(command, context).pipe(
          concatMap(({ suffix, attempts, seconds }) => {
            const { nBits } = command;
            const solved = tell(() => {
              return { type: 'solved', at: scheduler.now(), nBits, suffix, attempts, seconds };
            });
            return concat(solved, reply(suffix));
          }),
        );
      case 'body':
        return answerOf(command, order.token, context).pipe(concatMap(reply));
      case 'done':
        return concat(
          reply('OK'),
          tell(() => ({ type: 'done', at: scheduler.now(), answers: order.requests })),
        );
    }
  };
  return concat(
    tell(() => ({ type: 'received', at: scheduler.now(), command, line })),
    defer(answered),
  );
}
