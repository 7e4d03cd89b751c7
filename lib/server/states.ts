import { catchError, concatWith, EMPTY, filter, map, of, startWith, type Observable } from 'rxjs';
import type { ServerEvent } from './events.js';

/** The states of a server, in this order. A server that cannot start goes from `starting` to `stopped`. */
export type ServerState = 'starting' | 'ready' | 'draining' | 'stopped';

/** Returns the state that begins with an event; null if it stays the same. */
export function stateSince({ type }: ServerEvent): ServerState | null {
  if (type === 'listening') return 'ready';
  return type === 'stopping' ? 'draining' : null;
}

/**
 * Returns the states of a server from its events, such as those of `serve`: `starting` at once, `ready`, `draining` at a stop, and
 * `stopped` at the end. Never errors. Subscribing subscribes to the events, which starts a server of `serve`.
 */
export function serverStates(events: Observable<ServerEvent>): Observable<ServerState> {
  return events.pipe(
    map(stateSince),
    filter((state) => state !== null),
    catchError(() => EMPTY),
    startWith('starting' as const),
    concatWith(of('stopped' as const)),
  );
}
