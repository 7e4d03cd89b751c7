import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  mergeMap,
  of,
  throwError,
  timeout,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { formatBodyAnswer, type AskingCommand } from '../protocol/answers.js';
import type { WorkCommand } from '../protocol/commands.js';
import { DEFAULT_OTHER_TIMEOUT, DEFAULT_WORK_TIMEOUT } from '../protocol/constants.js';
import type { TlslpError } from '../protocol/errors.js';
import { milliseconds } from '../protocol/milliseconds.js';
import { fromAbortable } from './abortable.js';
import type { ClientContext } from './context.js';
import type { ClientEvent } from './events.js';
import { serverDeaf, workTooLong } from './failures.js';

/** A command as it came. */
export interface Asked {
  readonly command: AskingCommand;
  /** Its line, without LF. */
  readonly line: string;
  /** What the checksum of the answer is computed over: WORK's token. Nothing before WORK. */
  readonly token: string;
}

/** The answer to one command: `received`, for WORK `solved`, and `replied` once the answer has been handed over. */
export function replyTo(asked: Asked, context: ClientContext): Observable<ClientEvent> {
  const { scheduler = asyncScheduler } = context;
  const { command, line } = asked;
  return concat(
    defer(() => of<ClientEvent>({ type: 'received', at: scheduler.now(), command, line })),
    defer(() => {
      switch (command.kind) {
        case 'hello':
          return reply(command, 'HELLOBACK', context);
        case 'work':
          return work(command, context);
        case 'body': {
          const value = context.answers(command.name);
          return reply(command, formatBodyAnswer(asked.token, command.randomString, value), context);
        }
        case 'done':
          return reply(command, 'OK', context);
      }
    }),
  );
}

function work(command: WorkCommand, context: ClientContext): Observable<ClientEvent> {
  const { workTimeout = DEFAULT_WORK_TIMEOUT, scheduler = asyncScheduler, solve } = context;
  const { token, nBits } = command;
  return fromAbortable((signal) => solve(token, nBits, { signal })).pipe(
    within(workTimeout, workTooLong, scheduler),
    mergeMap(({ suffix, attempts, seconds }) =>
      concat(
        of<ClientEvent>({ type: 'solved', at: scheduler.now(), nBits, suffix, attempts, seconds }),
        reply(command, suffix, context),
      ),
    ),
  );
}

function reply(command: AskingCommand, line: string, context: ClientContext): Observable<ClientEvent> {
  const { otherTimeout = DEFAULT_OTHER_TIMEOUT, scheduler = asyncScheduler, inputDrained = EMPTY } = context;
  return concat(
    concat(
      inputDrained,
      defer(() => context.send(line)),
    ),
    defer(() => of<ClientEvent>({ type: 'replied', at: scheduler.now(), command, line })),
  ).pipe(within(otherTimeout, serverDeaf, scheduler));
}

function within<T>(
  seconds: number,
  error: (seconds: number) => TlslpError,
  scheduler: SchedulerLike,
): MonoTypeOperatorFunction<T> {
  const first = milliseconds(seconds);
  return timeout({ first, scheduler, with: () => throwError(() => error(seconds)) });
}
