import type { Server } from 'node:tls';
import type { Observable } from 'rxjs';
import type { ServerEvent } from '../events.js';
import type { Bound } from './bind.js';
import { connections } from './connections.js';
import { handshake } from './handshake.js';
import { origin } from './origin.js';
import type { AcceptContext, Verified } from './step.js';
import { verify } from './verify.js';

/** The whole accept path, from the listeners to a client that has proven who it is. What comes of it gets a session: see `admission.ts`. */
export function accept(
  bound: Bound,
  server: Server,
  context: AcceptContext,
): Observable<Verified | ServerEvent> {
  return connections(bound, context).pipe(
    origin(context),
    // Limits have their place here: what they refuse has an address, and has cost no TLS yet.
    handshake(server, context),
    verify(context),
  );
}
