import { debuglog } from 'node:util';
import { catchError, EMPTY, type Observable } from 'rxjs';
import { toTlslpError } from '../protocol/errors.js';

const log = debuglog('tlslp');

/** Completes also where the sending of a FAIL line fails. The failure is logged (`NODE_DEBUG=tlslp`). */
export function bestEffort(sending: Observable<never>): Observable<never> {
  return sending.pipe(
    catchError((error: unknown) => {
      log('FAIL could not be sent: %s', toTlslpError(error).message);
      return EMPTY;
    }),
  );
}
