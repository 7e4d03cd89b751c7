import { finalize, ignoreElements, merge, mergeMap, of, Subject, takeUntil, type Observable } from 'rxjs';
import type { ServerConfig } from '../../config/server-config.js';
import { serverFull } from '../../protocol/failures.js';
import type { TlslpError } from '../../protocol/errors.js';
import type { Refusal, ServerEvent } from '../events.js';
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

/** Why a client is rejected: the reason for the operator, and the error for the client. */
export interface Rejection {
  readonly reason: Refusal;
  readonly error: TlslpError;
}

export function tutorialBusy(): Rejection {
  return { reason: 'busy', error: serverFull('the tutorial is busy with another client') };
}

/** Rejects a client after its handshake: emits `refused`, and runs a session that ends at once with FAIL and without a record. */
export function reject(
  { socket, peer }: Verified,
  { reason, error }: Rejection,
  config: ServerConfig,
  { counts, now }: Pick<AcceptContext, 'counts' | 'now'>,
): Observable<ServerEvent> {
  const session = sessionOf(config, socket, { peer, stopped: of(error) }).pipe(ignoreElements());
  return merge(of(refused(peer.remote, reason, counts, now())), session);
}
