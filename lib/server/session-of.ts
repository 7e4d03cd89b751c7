import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { catchError, defer, tap, throwError, type Observable } from 'rxjs';
import type { RecordStore, SessionContext } from '../session/context.js';
import type { SessionEvent } from '../session/events.js';
import { planCommands, type RandomSource } from '../session/plan.js';
import type { ServerConfig } from '../config/server-config.js';
import { guardRecordStore } from './record-store-guard.js';
import { cryptoRandom } from './random.js';
import { runSession, type SocketSessionContext } from './run-session.js';

/** What a session may be given besides its configuration. */
export interface SessionOptions extends Pick<SessionContext, 'draining' | 'stopped' | 'scheduler' | 'peer'> {
  /** Names the session; a random UUID when not given. */
  readonly id?: string;
  /** Sees every event, and is asked before DONE is sent; nothing is kept when not given. */
  readonly recordStore?: RecordStore;
  /** Cryptographic when not given. */
  readonly random?: RandomSource;
}

/**
 * One whole session on a connected socket, as its events. A failure of the session is an event. The socket must have been verified.
 *
 * Errors only when no session can be drawn up, as when the random source fails; the socket is destroyed then.
 */
export function sessionOf(
  config: ServerConfig,
  socket: Duplex,
  options: SessionOptions,
): Observable<SessionEvent> {
  return defer(() => {
    const { recordStore, ...rest } = options;
    if (recordStore === undefined) return runSession(socket, contextOf(config, rest));
    const guarded = guardRecordStore(recordStore);
    return runSession(socket, contextOf(config, { ...rest, recordStore: guarded })).pipe(
      tap((event) => {
        guarded.observe(event);
      }),
    );
  }).pipe(
    catchError((error: unknown) => {
      socket.destroy();
      return throwError(() => error);
    }),
  );
}

function contextOf(config: ServerConfig, options: SessionOptions): SocketSessionContext {
  const { id = randomUUID(), recordStore, random = cryptoRandom, ...rest } = options;
  const { workTimeout, otherTimeout } = config;
  const { token, commands } = planCommands({ ...config, inOrder: config.tutorial }, random);
  const commit = recordStore === undefined ? {} : { commit: () => recordStore.commit(id) };
  return { ...rest, ...commit, id, token, commands, workTimeout, otherTimeout };
}
