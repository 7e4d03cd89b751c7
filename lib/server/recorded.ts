import { debuglog } from 'node:util';
import { tap, throwError, type Observable } from 'rxjs';
import { ServiceError } from '../protocol/errors.js';
import type { RecordStore } from '../session/context.js';
import type { SessionEvent } from '../session/events.js';

const NOT_KEPT = 'Server could not keep the answers: its record store failed.';

const log = debuglog('tlslp');

/**
 * Runs a session whose events the record store observes, before anyone else does.
 * @param run starts the session, which calls `commit` before DONE
 */
export function recorded(
  recordStore: RecordStore,
  id: string,
  run: (commit: () => Observable<never>) => Observable<SessionEvent>,
): Observable<SessionEvent> {
  const guarded = guardRecordStore(recordStore);
  return run(() => guarded.commit(id)).pipe(
    tap((event) => {
      guarded.observe(event);
    }),
  );
}

/**
 * Wraps the record store of one session, so that an exception of `observe` does not end the session. After such an exception the record
 * could be incomplete, so `commit` fails and the client never receives DONE.
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
