import type { Server } from 'node:tls';
import type { Observable } from 'rxjs';
import type { ServerEvent } from '../events.js';
import type { Bound } from './bind.js';
import { connections } from './connections.js';
import { handshake } from './handshake.js';
import { limit } from './limit.js';
import { origin } from './origin.js';
import { refuseFlooders } from './refuse-flooders.js';
import type { AcceptContext, Verified } from './step.js';
import { verify } from './verify.js';

/** Emits verified clients and events: the whole accept path, from the listeners on. `admission.ts` starts a session for each client. */
export function accept(
  bound: Bound,
  server: Server,
  context: AcceptContext,
): Observable<Verified | ServerEvent> {
  return connections(bound, context).pipe(
    origin(context),
    limit(context),
    handshake(server, context),
    verify(context),
    refuseFlooders(context),
  );
}
