import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { defer, map, of, type Observable } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import { asObservable } from '../rx/maybe-async.js';
import type { LingerMeter } from '../lines/close.js';
import type { HookOptions, MaybeAsync, RecordStore, SessionContext } from '../session/context.js';
import type { TransportlessContext } from '../session/complete-context.js';
import type { Peer, SessionEvent } from '../session/events.js';
import type { WorkStore } from '../session/work-store.js';
import { planCommands, type RandomSource } from '../session/plan.js';
import { accessProblem } from './access/access.js';
import { peerOf } from './accept/peer.js';
import { lowestNBitsFor } from './difficulty/n-bits-of.js';
import { sessionSeconds } from './limits/limits-of.js';
import { configuredPlan, planOf, type PlanChoice } from './plan-choice.js';
import { cryptoRandom } from './random.js';
import { recorded } from './recorded.js';
import { runSession } from './run-session.js';
import { stickyWorkOf } from './sticky-work.js';

/** The tutorial tells a client that speaks out of turn so on every run. A client has spoken by then, or waits for its turn. */
const TUTORIAL_SILENCE = { first: 0.3, next: 0.1 };

/** Options of a session besides its configuration. */
export interface SessionOptions extends Pick<
  SessionContext,
  'stopped' | 'isStressed' | 'scheduler' | 'peer' | 'hookTimeout' | 'commitTimeout'
> {
  /** The id of the session. Default: a random UUID. */
  readonly id?: string;
  /** Observes every event and commits the record before DONE is sent. Default: nothing is kept. */
  readonly recordStore?: RecordStore;
  /** The random source. Default: a cryptographic one. */
  readonly random?: RandomSource;
  /**
   * Keeps the work that clients have not done yet, so that it survives a lost connection; see `stickyWork` of the configuration. Default:
   * every session has fresh work; in a server, a store in memory.
   */
  readonly workStore?: WorkStore;
  /**
   * Decides whether the client can have a session. Called after the TLS handshake, before HELLO. Returns true to accept. Returns false or
   * a reason to reject (`not_authorized`); the reason is sent to the client. Default: accept every client with a verified certificate.
   */
  readonly authorize?: (peer: Peer, options: HookOptions) => MaybeAsync<boolean | string>;
  /** Returns the number of zero bits for the client, where its plan has none. Default: that of the configuration; of a range the lowest. */
  readonly nBitsFor?: (peer: Peer) => number;
  /** Returns the plan for the client, where it differs from the configuration. Default: the configuration. */
  readonly plan?: (peer: Peer, options: HookOptions) => MaybeAsync<PlanChoice>;
  /**
   * Checks an answer. Returns true to accept it, or a reason to refuse it (`answer_refused`); the reason is sent to the client at once.
   * Default: accept every answer.
   */
  readonly check?: (
    name: string,
    value: string,
    options: HookOptions & { readonly peer: Peer },
  ) => MaybeAsync<true | string>;
}

/**
 * Runs one whole session on a connected socket and emits its events. A failure of the session is an event. The caller must have verified
 * the socket. Of who may have a session, it follows `allowCn`, `allowOu`, `allowSan`, `opensAt` and `closesAt`; `crl` and `once` are up to
 * the owner of the server.
 *
 * Errors only if the session cannot be planned, for example because the random source fails. Then the socket is destroyed.
 */
export function sessionOf(
  config: ServerConfig,
  socket: Duplex,
  options: SessionOptions,
): Observable<SessionEvent> {
  return defer(() => {
    const peer = options.peer ?? peerOf(socket);
    const access = { config, revocations: null, once: null, now: Date.now() };
    const problem = accessProblem(access, peer.client, null);
    return beginSession(
      config,
      socket,
      peer,
      problem === null ? options : { ...options, stopped: of(problem) },
    );
  });
}

/** The same, begun now: subscribe to it at once. Throws where `sessionOf` errors. */
export function beginSession(
  config: ServerConfig,
  socket: Duplex,
  peer: Peer,
  options: SessionOptions,
  id = options.id ?? randomUUID(),
  meter?: LingerMeter,
): Observable<SessionEvent> {
  const { recordStore } = options;
  const run = (commit?: () => Observable<never>): Observable<SessionEvent> =>
    runSession(socket, planned(config, socket, { id, peer, commit }, options), meter, config.tutorial);
  return recordStore === undefined ? run() : recorded(recordStore, id, run);
}

/** What is the session's own in its context. */
interface Own extends Pick<TransportlessContext, 'id' | 'commit'> {
  readonly peer: Peer;
}

function planned(
  config: ServerConfig,
  socket: Duplex,
  own: Own,
  options: SessionOptions,
): TransportlessContext {
  try {
    return contextOf(config, own, options);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function contextOf(
  config: ServerConfig,
  { id, peer, commit }: Own,
  options: SessionOptions,
): TransportlessContext {
  const { random = cryptoRandom, authorize, plan, check } = options;
  const nBits = options.nBitsFor?.(peer) ?? lowestNBitsFor(config, peer);
  const { token, commands, drawRandomString } = planCommands(configuredPlan(config, nBits), random);
  return {
    id,
    peer,
    token,
    commands:
      plan === undefined
        ? commands
        : (hook) =>
            asObservable(plan(peer, hook)).pipe(
              map((choice) => planCommands(planOf(config, nBits, choice), random, token).commands),
            ),
    drawRandomString,
    stickyWork: stickyWorkOf(config, peer, options.workStore),
    authorize: authorize === undefined ? undefined : (hook) => authorize(peer, hook),
    check:
      check === undefined ? undefined : (name, value, { signal }) => check(name, value, { signal, peer }),
    commit,
    stopped: options.stopped,
    scheduler: options.scheduler,
    workTimeout: config.workTimeout,
    otherTimeout: config.otherTimeout,
    sessionTimeout: sessionSeconds(config),
    isStressed: options.isStressed,
    silence: config.tutorial ? TUTORIAL_SILENCE : undefined,
    hookTimeout: options.hookTimeout,
    commitTimeout: options.commitTimeout,
  };
}
