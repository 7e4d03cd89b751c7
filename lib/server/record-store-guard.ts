import { debuglog } from 'node:util';
import { throwError } from 'rxjs';
import { ServiceError } from '../protocol/errors.js';
import type { RecordStore } from '../session/context.js';

const NOT_KEPT = 'Server could not keep the answers: its record store failed.';

const log = debuglog('tlslp');

/**
 * The record store of one session, whose faults stay there: an exception of `observe` reaches nobody, but what was not seen cannot be kept, so
 * `keep` fails from then on and the client never sees DONE.
 */
export function guardRecordStore(recordStore: RecordStore): RecordStore {
  let fault: { readonly cause: unknown } | null = null;
  return {
    observe: (event) => {
      try {
        recordStore.observe(event);
      } catch (cause) {
        log('The record store failed at "%s": %o', event.type, cause);
        fault ??= { cause };
      }
    },
    commit: (id) => {
      if (fault === null) return recordStore.commit(id);
      const { cause } = fault;
      return throwError(() => new ServiceError('not_durable', NOT_KEPT, { cause }));
    },
  };
}
