import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { defer, map, tap, type Observable } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import { asObservable } from '../session/as-observable.js';
import type { HookOptions, MaybeAsync, RecordStore, SessionContext } from '../session/context.js';
import type { Peer, SessionEvent } from '../session/events.js';
import { planCommands, type RandomSource } from '../session/plan.js';
import { peerOf } from './accept/peer.js';
import { planOf, type PlanChoice } from './plan-choice.js';
import { cryptoRandom } from './random.js';
import { guardRecordStore } from './record-store-guard.js';
import { runSession, type SocketSessionContext } from './run-session.js';

/** What a session may be given besides its configuration. */
export interface SessionOptions extends Pick<
  SessionContext,
  'draining' | 'stopped' | 'scheduler' | 'peer' | 'hookTimeout' | 'commitTimeout'
> {
  /** Names the session; a random UUID when not given. */
  readonly id?: string;
  /** Observes every event, and is asked to commit before DONE is sent; nothing is kept when not given. */
  readonly recordStore?: RecordStore;
  /** Cryptographic when not given. */
  readonly random?: RandomSource;
  /**
   * Whether that client may have a session: true, or false, or the reason that it is told (`not_authorized`). Asked when the TLS handshake is
   * done, before HELLO. Everybody with a verified certificate may when not given.
   */
  readonly authorize?: (peer: Peer, options: HookOptions) => MaybeAsync<boolean | string>;
  /** What that client is asked, where it differs from the configuration. */
  readonly plan?: (peer: Peer, options: HookOptions) => MaybeAsync<PlanChoice>;
  /**
   * Whether an answer will do: true, or the reason that the client is told at once (`answer_refused`). Every answer does when not given.
   */
  readonly check?: (
    name: string,
    value: string,
    options: HookOptions & { readonly peer: Peer },
  ) => MaybeAsync<true | string>;
}

/**
 * One whole session on a connected socket, as its events. A failure of the session is an event. The socket must have been verified.
 *
 * Errors only when no session can be planned, as when the random source fails; the socket is destroyed then.
 */
export function sessionOf(
  config: ServerConfig,
  socket: Duplex,
  options: SessionOptions,
): Observable<SessionEvent> {
  return defer(() => beginSession(config, socket, options));
}

/** The same, begun now: subscribe to it at once. Throws where `sessionOf` errors. */
export function beginSession(
  config: ServerConfig,
  socket: Duplex,
  options: SessionOptions,
): Observable<SessionEvent> {
  const { recordStore, ...rest } = options;
  const peer = options.peer ?? peerOf(socket);
  if (recordStore === undefined) return runSession(socket, planned(config, socket, peer, rest));
  const guarded = guardRecordStore(recordStore);
  return runSession(socket, planned(config, socket, peer, { ...rest, recordStore: guarded })).pipe(
    tap((event) => {
      guarded.observe(event);
    }),
  );
}

function planned(
  config: ServerConfig,
  socket: Duplex,
  peer: Peer,
  options: SessionOptions,
): SocketSessionContext {
  try {
    return contextOf(config, peer, options);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function contextOf(config: ServerConfig, peer: Peer, options: SessionOptions): SocketSessionContext {
  const { id = randomUUID(), recordStore, random = cryptoRandom, authorize, plan, check, ...rest } = options;
  const { workTimeout, otherTimeout } = config;
  const session = planCommands({ ...config, inOrder: config.tutorial }, random);
  const { token } = session;
  return {
    ...rest,
    ...session,
    ...(plan === undefined
      ? {}
      : {
          commands: (hook) =>
            asObservable(plan(peer, hook)).pipe(
              map((choice) => planCommands(planOf(config, choice), random, token).commands),
            ),
        }),
    ...(authorize === undefined ? {} : { authorize: (hook) => authorize(peer, hook) }),
    ...(check === undefined ? {} : { check: (name, value, hook) => check(name, value, { ...hook, peer }) }),
    ...(recordStore === undefined ? {} : { commit: () => recordStore.commit(id) }),
    id,
    peer,
    workTimeout,
    otherTimeout,
  };
}
