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
import { answerOf, solutionOf, within } from './callbacks.js';

/**
 * A client's side of the conversation, as a function of streams: the server's lines in, events out; what it sends goes through
 * `context.send`. It checks a server as strictly as a server checks a client: only whole commands, in their order, one at a time,
 * each in time. Subscribe once: a subscription is a session, and unsubscribing abandons it without a word.
 *
 * Never errors. `done` or `failed` is the last event: the server's FAIL (`failed_by_peer`), a command that breaks a rule
 * (`malformed_command`, `unsolicited_line`), a deadline (`timed_out`), an answer that cannot be sent (`not_sent`, `unsendable_line`), a
 * server that left (`disconnected`), a solver or answers that fail (`solver_failed`, `answer_failed`), or whatever the lines fail with.
 * Work and answers that are under way then are aborted.
 *
 * @param lines the server's lines; completing means that the server left
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
    return concat(lines, throwError(serverLeft)).pipe(
      map((line) => order.accept(line)),
      startWith(null),
      // The next command ends the wait for it. `order` sees to it that none comes earlier, and cuts off an answer.
      switchMap((asked) => concat(asked === null ? EMPTY : turn(asked, order, complete), silence)),
      takeWhile((event) => event.type !== 'done', true),
      catchError((thrown: unknown) => {
        const error = toTlslpError(thrown);
        return of<ClientEvent>({ type: 'failed', at: scheduler.now(), step: order.step, error });
      }),
    );
  });
}

/** A command and its answer: `received`, for WORK `solved`, `replied` once the answer is handed over, and behind DONE `done`. */
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
    return concat(handedOver, replied).pipe(within(otherTimeout, serverDeaf, scheduler));
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
