import { finalize, ignoreElements, merge, mergeMap, of, Subject, takeUntil, type Observable } from 'rxjs';
import type { ServerConfig } from '../../config/server-config.js';
import { serverFull } from '../../protocol/failures.js';
import type { ServerEvent } from '../events.js';
import { sessionOf } from '../session-of.js';
import { refused } from './refusals.js';
import { isEvent, type AcceptContext, type Verified } from './step.js';

/** Starts a session with the client and returns its events. */
export type StartSession = (client: Verified) => Observable<ServerEvent>;

/** The last step of the accept path: starts a session for each client. */
export function admitEach(
  clients: Observable<Verified | ServerEvent>,
  startSession: StartSession,
): Observable<ServerEvent> {
  return clients.pipe(mergeMap((item) => (isEvent(item) ? of(item) : startSession(item))));
}

/** Tutorial: starts a session for the first client only, and completes at its end. Other clients are rejected: the server is busy. */
export function admitOne(
  clients: Observable<Verified | ServerEvent>,
  startSession: StartSession,
  reject: StartSession,
): Observable<ServerEvent> {
  const over = new Subject<void>();
  let taken = false;
  const first: StartSession = (client) => {
    if (taken) return reject(client);
    taken = true;
    return startSession(client).pipe(
      finalize(() => {
        over.next();
      }),
    );
  };
  return admitEach(clients, first).pipe(takeUntil(over));
}

/** Rejects a client because the server is full: emits `refused`, and runs a session that ends at once without a record. */
export function reject(
  { socket, peer }: Verified,
  config: ServerConfig,
  { counts, now }: Pick<AcceptContext, 'counts' | 'now'>,
): Observable<ServerEvent> {
  const stopped = of(serverFull('the tutorial is busy with another client'));
  const session = sessionOf(config, socket, { peer, stopped }).pipe(ignoreElements());
  return merge(of(refused(peer.remote, 'busy', counts, now())), session);
}
