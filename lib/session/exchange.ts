import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  map,
  merge,
  mergeMap,
  of,
  skip,
  take,
  throwError,
  throwIfEmpty,
  timeout,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { checkAnswer, type AskingCommand } from '../protocol/answers.js';
import { formatCommand, stepOf } from '../protocol/commands.js';
import { isTlslpError } from '../protocol/errors.js';
import { MAX_TIMER_MS } from '../protocol/limits.js';
import { notSent, peerLeft, timedOut, unaskedLine } from '../protocol/failures.js';
import type { SessionContext } from './context.js';
import type { SessionEvent } from './events.js';
import { failWhen } from './fail-when.js';

export type ExchangeContext = Pick<SessionContext, 'id' | 'token' | 'send' | 'settled' | 'scheduler'>;

/**
 * One command and its one answer. Nothing may come until the command is written; from then on the answer has `seconds`.
 *
 * Emits `sent`, `received`, and `worked` or `answered`. Errors: ProtocolError `unasked_line`, `wrong_answer`; ValidationError;
 * TransportError `timed_out`, `disconnected`; whatever `send` and the lines fail with.
 * @param lines hot: what it emits goes to whoever is subscribed
 */
export function exchange(
  command: AskingCommand,
  lines: Observable<string>,
  context: ExchangeContext,
  seconds: number,
): Observable<SessionEvent> {
  const { scheduler = asyncScheduler, settled = EMPTY } = context;
  const line = formatCommand(command);
  const asked = defer(() => {
    const sentAt = scheduler.now();
    // Subscribed to before `sent` is told: whoever is told may answer at once.
    return merge(
      answerTo(command, lines, context, { scheduler, seconds, sentAt }),
      of<SessionEvent>({ type: 'sent', id: context.id, at: sentAt, command, line }),
    ).pipe(failWhen(lines.pipe(skip(1), map(unaskedLine))));
  });
  return concat(whileNothingIsAsked(lines, concat(settled, written(line, context))), asked);
}

/** Mirrors `action`; a line in the meantime is one that nothing asked for, and the lines' end is the client's leaving. */
export function whileNothingIsAsked<T>(lines: Observable<string>, action: Observable<T>): Observable<T> {
  const left = defer(() => of(peerLeft()));
  return action.pipe(failWhen(concat(lines.pipe(map(unaskedLine)), left)));
}

/** `send` is not called before its turn: it may write at once. However it fails, the line was not sent. */
function written(line: string, { send }: ExchangeContext): Observable<never> {
  return defer(() => send(line)).pipe(
    catchError((cause: unknown) =>
      throwError(() => (isTlslpError(cause) ? cause : notSent('The line could not be written.', cause))),
    ),
  );
}

interface Asked {
  readonly scheduler: SchedulerLike;
  readonly seconds: number;
  readonly sentAt: number;
}

function answerTo(
  command: AskingCommand,
  lines: Observable<string>,
  context: ExchangeContext,
  { scheduler, seconds, sentAt }: Asked,
): Observable<SessionEvent> {
  return lines.pipe(
    take(1),
    timeout({
      first: Math.min(seconds * 1000, MAX_TIMER_MS),
      scheduler,
      with: () => throwError(() => timedOut(stepOf(command), seconds)),
    }),
    throwIfEmpty(() => peerLeft()),
    mergeMap((line) => {
      const at = scheduler.now();
      return concat(
        of<SessionEvent>({ type: 'received', id: context.id, at, command, line }),
        defer(() => from(eventsOf(command, line, context, at, sentAt))),
      );
    }),
  );
}

function eventsOf(
  command: AskingCommand,
  line: string,
  { id, token }: ExchangeContext,
  at: number,
  sentAt: number,
): SessionEvent[] {
  const answer = checkAnswer(command, line, token);
  switch (answer.kind) {
    case 'work': {
      const { nBits, suffix, zeroBits } = answer;
      return [{ type: 'worked', id, at, nBits, suffix, zeroBits, seconds: (at - sentAt) / 1000 }];
    }
    case 'body':
      return [{ type: 'answered', id, at, name: answer.name, value: answer.value }];
    default:
      return [];
  }
}
