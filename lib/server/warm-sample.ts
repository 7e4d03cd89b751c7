import type { Observable } from 'rxjs';
import type { ServerEvent } from './events.js';

/** One session in so many is kept after its end. Not each: that would keep the operators of all waiting sessions in memory. */
const SAMPLE_EVERY = 16;

/**
 * Keeps one of the sessions that ended last. V8 discards the compiled code of a closure with its last instance, and every session creates
 * some fifty. Without this, a full garbage collection while few sessions are open costs all of them: compiling them again took 6 % of the
 * CPU time.
 */
export class WarmSample {
  readonly #warm: { session: Observable<ServerEvent> | null } = { session: null };
  #begun = 0;

  /** Returns the session if it is one of those that are kept, for `keep` at its end; otherwise null. */
  of(session: Observable<ServerEvent>): Observable<ServerEvent> | null {
    return this.#begun++ % SAMPLE_EVERY === 0 ? session : null;
  }

  keep(session: Observable<ServerEvent> | null): void {
    if (session !== null) this.#warm.session = session;
  }
}
