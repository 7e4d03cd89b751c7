import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { catchError, concat, defer, EMPTY, tap, throwError, type Observable } from 'rxjs';
import { TransportError, type TlslpError } from '../protocol/errors.js';
import type { Keeper, SessionContext } from '../session/context.js';
import type { SessionEvent } from '../session/events.js';
import { planCommands, type RandomSource } from '../session/plan.js';
import type { ServerConfig } from './config.js';
import { expectErrors } from './expect-errors.js';
import { guardKeeper } from './keeper-guard.js';
import { isVerified } from './peer.js';
import { cryptoRandom } from './random.js';
import { runSession, type SocketSessionContext } from './run-session.js';

/** What a session may be given besides its configuration. */
export interface SessionOptions extends Pick<SessionContext, 'draining' | 'stopped' | 'scheduler'> {
  /** Names the session; a random UUID when not given. */
  readonly id?: string;
  /** Sees every event, and is asked before DONE is sent; nothing is kept when not given. */
  readonly keeper?: Keeper;
  /** Cryptographic when not given. */
  readonly random?: RandomSource;
}

/**
 * One whole session on a connected socket, as its events. It takes the socket over: closes it in order at the end, destroys it when
 * unsubscribed. Cold: subscribe once.
 *
 * After the events of a failed session (`failed`, `closed`) it errors with what went wrong, as the reference raises it: ProtocolError,
 * ValidationError, TransportError, ServiceError. So subscribe with an error handler.
 *
 * Errors at once with TransportError `no_client_certificate`, and destroys the socket, when `isSecure` and the socket has no verified
 * client certificate.
 *
 * @param isSecure a client certificate is demanded
 * @param socket a TLSSocket that is through its handshake, or, when not secure, any Duplex
 */
export function handleOneSession(
  isSecure: boolean,
  config: ServerConfig,
  socket: Duplex,
  options: SessionOptions = {},
): Observable<SessionEvent> {
  return defer(() => {
    expectErrors(socket);
    if (isSecure && !isVerified(socket)) {
      socket.destroy();
      return throwError(
        () => new TransportError('no_client_certificate', 'The client showed no valid certificate.'),
      );
    }
    let failure: TlslpError | null = null;
    return concat(
      sessionOf(config, socket, options).pipe(
        tap((event) => {
          if (event.type === 'failed') failure = event.error;
        }),
      ),
      defer(() => (failure === null ? EMPTY : throwError(() => failure))),
    );
  });
}

/**
 * The same for a server of many sessions: a failure of the session is an event, not an error. The socket must have been verified.
 *
 * Errors only when no session can be drawn up, as when the random source fails; the socket is destroyed then.
 */
export function sessionOf(
  config: ServerConfig,
  socket: Duplex,
  options: SessionOptions,
): Observable<SessionEvent> {
  return defer(() => {
    const { keeper, ...rest } = options;
    if (keeper === undefined) return runSession(socket, contextOf(config, rest));
    const guarded = guardKeeper(keeper);
    return runSession(socket, contextOf(config, { ...rest, keeper: guarded })).pipe(
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
  const { id = randomUUID(), keeper, random = cryptoRandom, ...rest } = options;
  const { workTimeout, otherTimeout } = config;
  const { token, commands } = planCommands({ ...config, inOrder: config.tutorial }, random);
  const keep = keeper === undefined ? {} : { keep: () => keeper.keep(id) };
  return { ...rest, ...keep, id, token, commands, workTimeout, otherTimeout };
}
