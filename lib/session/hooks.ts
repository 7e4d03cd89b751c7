import { throwIfEmpty, type Observable } from 'rxjs';
import { ServiceError } from '../protocol/errors.js';
import { fromAbortable } from '../rx/from-abortable.js';
import type { CompleteContext } from './complete-context.js';
import type { HookOptions, MaybeAsync } from './context.js';
import { within } from '../rx/within.js';

/**
 * Calls an embedder's function, and emits its one result. The function has `hookTimeout` seconds. Its signal aborts when the time has
 * passed, or when the subscriber unsubscribes, before there is a result.
 *
 * Errors: ServiceError `hook_timed_out`; the function's own errors pass through.
 * @param name the name of the function in messages
 */
export function callHook<T>(
  name: string,
  hook: (options: HookOptions) => MaybeAsync<T>,
  { hookTimeout, scheduler }: CompleteContext,
): Observable<T> {
  return fromAbortable((signal) => hook({ signal })).pipe(
    throwIfEmpty(
      () =>
        new ServiceError('internal_error', 'Server error.', { cause: new Error(`${name} gave nothing.`) }),
    ),
    within(hookTimeout, scheduler, () => {
      return new ServiceError('hook_timed_out', `Server error: ${name} took longer than ${hookTimeout} s.`);
    }),
  );
}
