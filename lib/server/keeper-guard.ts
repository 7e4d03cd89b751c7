import { debuglog } from 'node:util';
import { throwError } from 'rxjs';
import { ServiceError } from '../protocol/errors.js';
import type { Keeper } from '../session/context.js';

const NOT_KEPT = 'Server could not keep the answers: its keeper failed.';

const log = debuglog('tlslp');

/**
 * The keeper of one session, whose faults stay there: an exception of `observe` reaches nobody, but what was not seen cannot be kept, so
 * `keep` fails from then on and the client never sees DONE.
 */
export function guardKeeper(keeper: Keeper): Keeper {
  let fault: { readonly cause: unknown } | null = null;
  return {
    observe: (event) => {
      try {
        keeper.observe(event);
      } catch (cause) {
        log('The keeper failed at "%s": %o', event.type, cause);
        fault ??= { cause };
      }
    },
    keep: (id) => {
      if (fault === null) return keeper.keep(id);
      const { cause } = fault;
      return throwError(() => new ServiceError('answers_not_kept', NOT_KEPT, { cause }));
    },
  };
}
