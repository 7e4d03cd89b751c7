import { asyncScheduler, catchError, defer, EMPTY, Observable, throwError, timeout } from 'rxjs';
import { checkAnswer, type AskingCommand } from '../protocol/answers.js';
import { formatCommand, stepOf } from '../protocol/commands.js';
import { isTlslpError } from '../protocol/errors.js';
import { milliseconds } from '../protocol/milliseconds.js';
import { notSent, peerLeft, timedOut, unsolicitedLine } from '../protocol/failures.js';
import { after } from './after.js';
import type { SessionContext } from './context.js';
import type { SentEvent, SessionEvent } from './events.js';

/** What `session` puts into each event as it passes. */
export const UNSTAMPED = { elapsed: 0, peer: { remote: null, client: null, tls: null } } as const;

/** A command that is owed an answer, sent. */
type Asked = SentEvent & { readonly command: AskingCommand };

export type ExchangeContext = Pick<SessionContext, 'id' | 'token' | 'send' | 'inputDrained' | 'scheduler'>;

/**
 * One command and its one answer. Nothing may come until the command is written; from then on the answer has `seconds`.
 *
 * Emits `sent`, `received`, and `worked` or `answered`. Errors: ProtocolError `unsolicited_line`, `wrong_answer`; ValidationError;
 * TransportError `timed_out`, `disconnected`; whatever `send` and the lines fail with.
 *
 * A session has two dozen of these, and they are most of what it costs: so operators that would stand for one thing together are one small
 * observable here.
 * @param lines hot: what it emits goes to whoever is subscribed
 */
export function exchange(
  command: AskingCommand,
  lines: Observable<string>,
  context: ExchangeContext,
  seconds: number,
): Observable<SessionEvent> {
  const { id, scheduler = asyncScheduler, inputDrained = EMPTY } = context;
  const line = formatCommand(command);
  const asking = after(inputDrained, () => written(line, context));
  return after(whileNothingIsAsked(lines, asking), () => {
    const inTime = timeout<string, Observable<never>>({
      first: milliseconds(seconds),
      scheduler,
      with: () => throwError(() => timedOut(stepOf(command), seconds)),
    });
    const sent: Asked = { type: 'sent', id, at: scheduler.now(), ...UNSTAMPED, command, line };
    return answered(sent, lines.pipe(inTime), context);
  });
}

/** Mirrors `action`; a line in the meantime is one that nothing asked for, and the lines' end is the client's leaving. */
export function whileNothingIsAsked<T>(lines: Observable<string>, action: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const fail = (error: unknown): void => {
      subscriber.error(error);
    };
    const listening = lines.subscribe({
      next: () => {
        fail(unsolicitedLine());
      },
      error: fail,
      complete: () => {
        fail(peerLeft());
      },
    });
    subscriber.add(listening);
    if (subscriber.closed) return;
    const acting = action.subscribe({
      next: (value) => {
        subscriber.next(value);
      },
      error: fail,
      complete: () => {
        // First: what follows may make the next line come, which is asked for.
        listening.unsubscribe();
        subscriber.complete();
      },
    });
    subscriber.add(acting);
  });
}

/** However `send` fails, the line was not sent. */
function written(line: string, { send }: ExchangeContext): Observable<never> {
  return defer(() => send(line)).pipe(
    catchError((cause: unknown) =>
      throwError(() => (isTlslpError(cause) ? cause : notSent('The line could not be written.', cause))),
    ),
  );
}

/** Tells of the command, and of the first line with what it means. It ends only when all is told: whoever is told may make lines come. */
function answered(
  sent: Asked,
  lines: Observable<string>,
  context: ExchangeContext,
): Observable<SessionEvent> {
  const { id, scheduler = asyncScheduler } = context;
  return new Observable((subscriber) => {
    const fail = (error: unknown): void => {
      subscriber.error(error);
    };
    const state = { told: false, received: false, right: false };
    const receive = (line: string): void => {
      if (state.received) throw unsolicitedLine();
      state.received = true;
      const at = scheduler.now();
      subscriber.next({ type: 'received', id, at, ...UNSTAMPED, command: sent.command, line });
      const judged = judge(sent, line, at, context);
      if (judged !== null) subscriber.next(judged);
      state.right = true;
      if (state.told) subscriber.complete();
    };
    subscriber.add(
      lines.subscribe({
        next: (line) => {
          try {
            receive(line);
          } catch (error) {
            // A second line, from within the telling of the first, has been the end already.
            if (!subscriber.closed) fail(error);
          }
        },
        error: fail,
        complete: () => {
          if (!state.received) fail(peerLeft());
        },
      }),
    );
    subscriber.next(sent);
    state.told = true;
    if (state.right) subscriber.complete();
  });
}

function judge(
  { command, at: sentAt }: Asked,
  line: string,
  at: number,
  { id, token }: ExchangeContext,
): SessionEvent | null {
  const answer = checkAnswer(command, line, token);
  switch (answer.kind) {
    case 'work': {
      const { nBits, suffix, zeroBits } = answer;
      return {
        type: 'work_accepted',
        id,
        at,
        ...UNSTAMPED,
        nBits,
        suffix,
        zeroBits,
        seconds: (at - sentAt) / 1000,
      };
    }
    case 'body':
      return { type: 'answered', id, at, ...UNSTAMPED, name: answer.name, value: answer.value };
    default:
      return null;
  }
}
