import { defer, finalize, ignoreElements, merge, mergeMap, of, type Observable } from 'rxjs';
import type { TLSSocket } from 'node:tls';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { failLineOf } from '../../protocol/failures.js';
import type { ServerEvent } from '../events.js';
import type { Rejection } from '../limits/rejection.js';
import { beginSession } from '../session-of.js';
import { refusedCertificate } from './refused-certificate.js';
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

/** The maximum number of rejected clients that are given time to read why. */
const MAX_LINGERING = 64;

type RejectContext = Pick<AcceptContext, 'config' | 'counts' | 'now' | 'traffic'>;

/** Rejects clients that get no session: emits `refused`, and sends FAIL and why. They have no record. */
export class Rejecter {
  readonly #context: RejectContext;
  #lingering = 0;

  constructor(context: RejectContext) {
    this.#context = context;
  }

  reject({ socket, peer, wire }: Verified, { reason, error }: Rejection): Observable<ServerEvent> {
    const { config, counts, now, traffic } = this.#context;
    const certificate = refusedCertificate(socket.getPeerX509Certificate());
    const event = of(refused(peer.remote, reason, counts, now(), undefined, certificate));
    if (this.#lingering >= MAX_LINGERING) {
      dismiss(socket, failLineOf(error) ?? '');
      return event;
    }
    this.#lingering += 1;
    // A session that ends at once: it closes the connection so that the client can read the FAIL line even while it is sending.
    const watched = wire === undefined ? undefined : traffic?.watch(socket, wire, peer);
    const session = defer(() =>
      beginSession(config(), socket, peer, { stopped: of(error) }, undefined, watched),
    ).pipe(
      ignoreElements(),
      finalize(() => {
        this.#lingering -= 1;
        if (watched !== undefined) traffic?.release(watched);
      }),
    );
    return merge(event, session);
  }
}

/** Sends a line and closes the connection, without waiting for the client: one that is still sending may not read it. */
function dismiss(socket: TLSSocket, line: string): void {
  ignoreLateErrors(socket);
  socket.end(`${line}\n`);
  socket.destroySoon();
}
