import { concat, ignoreElements, timer, type Observable } from 'rxjs';
import type { Command } from '../protocol/commands.js';
import { milliseconds } from '../protocol/milliseconds.js';
import type { CompleteContext } from './complete-context.js';

type SilentContext = Pick<CompleteContext, 'inputDrained' | 'scheduler' | 'silence'>;

/**
 * Sends a command when the client has been silent for a moment, where the context asks for that. A line that comes meanwhile fails the
 * conversation, because no turn waits for it.
 * @param step sends the command when it is subscribed to
 */
export function afterSilence<T>(
  step: Observable<T>,
  command: Command,
  context: SilentContext,
): Observable<T> {
  const { silence } = context;
  if (silence === undefined) return step;
  return concat(pause(command.kind === 'hello' ? silence.first : silence.next, context), step);
}

/** Lets the end of the conversation wait for the same silence: nothing may follow the last answer. */
export function withSilence(lastWord: Observable<never>, context: SilentContext): Observable<never> {
  const { silence, inputDrained } = context;
  return silence === undefined ? lastWord : concat(lastWord, pause(silence.next, context), inputDrained);
}

function pause(seconds: number, { scheduler }: SilentContext): Observable<never> {
  return timer(milliseconds(seconds), scheduler).pipe(ignoreElements());
}
