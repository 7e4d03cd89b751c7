import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  map,
  of,
  startWith,
  switchMap,
  takeWhile,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { parseCommand } from '../protocol/commands.js';
import { DEFAULT_OTHER_TIMEOUT } from '../protocol/constants.js';
import { toTlslpError } from '../protocol/errors.js';
import { milliseconds } from '../protocol/milliseconds.js';
import type { ClientContext } from './context.js';
import type { ClientEvent } from './events.js';
import { serverLeft, serverSilent } from './failures.js';
import { CommandOrder } from './order.js';
import { replyTo, type Asked } from './reply.js';

/**
 * A client's side of the conversation, as a function of streams: the server's lines in, events out; what it sends goes through
 * `context.send`. It checks a server as strictly as a server checks a client: only whole commands, in their order, one at a time,
 * each in time. Subscribe once: a subscription is a session, and unsubscribing abandons it without a word.
 *
 * Never errors. `done` or `failed` is the last event: the server's FAIL (`failed_by_peer`), a command that breaks a rule
 * (`malformed_command`, `unsolicited_line`), a deadline (`timed_out`), an answer that cannot be sent (`not_sent`, `unsendable_line`), a
 * server that left (`disconnected`), or whatever the lines, the solver or the answers fail with. Work that is under way then is aborted.
 *
 * @param lines the server's lines; completing means that the server left
 */
export function clientSession(lines: Observable<string>, context: ClientContext): Observable<ClientEvent> {
  const { scheduler = asyncScheduler } = context;
  return defer(() => {
    const order = new CommandOrder();
    const asked = concat(lines, throwError(serverLeft)).pipe(
      map((line): Asked => ({ line, command: order.accept(parseCommand(line)), token: order.token })),
    );
    return asked.pipe(
      startWith(null),
      // The next command ends the wait for it. That none comes earlier, and cuts off an answer, is seen to by `order`.
      switchMap((ask) => (ask === null ? nextInTime(context) : turn(ask, order, context))),
      takeWhile((event) => event.type !== 'done', true),
      catchError((error: unknown) =>
        of<ClientEvent>({
          type: 'failed',
          at: scheduler.now(),
          step: order.step,
          error: toTlslpError(error),
        }),
      ),
    );
  });
}

function turn(asked: Asked, order: CommandOrder, context: ClientContext): Observable<ClientEvent> {
  const { scheduler = asyncScheduler } = context;
  return concat(
    replyTo(asked, context),
    defer(() => {
      order.answered();
      if (asked.command.kind !== 'done') return nextInTime(context);
      return of<ClientEvent>({ type: 'done', at: scheduler.now(), answers: order.requests });
    }),
  );
}

/** Never emits; errors when the server has said nothing for too long. */
function nextInTime({
  otherTimeout = DEFAULT_OTHER_TIMEOUT,
  scheduler = asyncScheduler,
}: ClientContext): Observable<never> {
  return timer(milliseconds(otherTimeout), scheduler).pipe(
    map(() => {
      throw serverSilent(otherTimeout);
    }),
  );
}
