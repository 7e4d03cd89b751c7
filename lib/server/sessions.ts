import {
  asyncScheduler,
  finalize,
  merge,
  NEVER,
  Observable,
  of,
  ReplaySubject,
  share,
  Subject,
  type SchedulerLike,
} from 'rxjs';
import type { Server, TLSSocket } from 'node:tls';
import type { ServerConfig } from '../config/server-config.js';
import { certificateRevoked } from '../protocol/access-failures.js';
import type { SessionEnd } from '../session/fail-when.js';
import type { Revocations } from '../tls/revocations.js';
import { accept } from './accept/accept.js';
import type { Bound } from './accept/bind.js';
import { accessProblem, rejectionOf, type Access } from './access/access.js';
import { admitEach, Rejecter } from './accept/admission.js';
import type { AcceptContext, Verified } from './accept/step.js';
import { SessionDifficulty } from './difficulty/session-difficulty.js';
import type { ServerEvent } from './events.js';
import { notBegun } from './not-begun.js';
import { KeepAlive } from './keep-alive.js';
import { isPromiseLike } from '../rx/maybe-async.js';
import { Limits } from './limits/limits.js';
import type { LimitsOptions } from './limits/limits-options.js';
import type { SessionPlace } from './limits/session-places.js';
import { Rejection } from './limits/rejection.js';
import type { Peer } from '../session/events.js';
import { countEnds, ReasonCounts } from './reason-counts.js';
import { onceOf, type DoneOnce } from './once/done-once.js';
import { beginSession, type SessionOptions } from './session-of.js';
import type { SessionsOptions } from './sessions-options.js';
import { whenAdmitted, type SessionHost, type SharedParts } from './shared-parts.js';
import { stopEvents, stoppingStages, type Stopping } from './stopping.js';
import { MeteredSocket } from './traffic/metered-socket.js';
import { MemoryWorkStore } from '../work/sticky/memory-work-store.js';
import { TrafficGuard } from './traffic/traffic-guard.js';
import { tutorialSessions, type TutorialSessions } from './tutorial/tutorial-sessions.js';
import { WarmSample } from './warm-sample.js';
import type { WatchedSession } from './traffic/watched-session.js';

export type { SessionsOptions } from './sessions-options.js';

/** Runs the sessions of a server with verified clients. */
export class Sessions implements SessionHost {
  readonly stopping: Stopping;
  readonly context: AcceptContext;
  readonly wallClock: () => number;
  #config: ServerConfig;
  readonly #tutorial: TutorialSessions | null;
  readonly #rejecter: Rejecter;
  readonly #sessionOptions: SessionOptions;
  readonly #newId: SessionsOptions['newId'];
  readonly #scheduler: SchedulerLike;
  readonly #keepAlive = new KeepAlive();
  readonly #traffic: TrafficGuard;
  readonly #difficulty: SessionDifficulty;
  readonly #warm = new WarmSample();
  readonly #once: DoneOnce | null;
  /** What ends sessions besides a stop. */
  readonly #ends = new Subject<SessionEnd>();
  #revocations: () => Revocations | null = () => null;
  #isStopping = false;

  /** @param shared what other processes share with this one. Default: nothing */
  constructor(config: ServerConfig, options: SessionsOptions, shared: SharedParts = {}) {
    // A scheduler goes on to the sessions only where one is given: without, they take durations from a clock that nobody sets.
    const {
      stop = NEVER,
      observers: _,
      newId,
      doneBefore = [],
      wallClock = () => Date.now(),
      counts = new ReasonCounts(),
      difficulty,
      ...rest
    } = options;
    const { scheduler = asyncScheduler } = rest;
    this.#config = config;
    this.wallClock = wallClock;
    this.#newId = newId;
    this.#scheduler = scheduler;
    this.stopping = stoppingStages(stop, scheduler, () => this.#config.drainTimeout);
    const current = (): ServerConfig => this.#config;
    const now = (): number => scheduler.now();
    const clock = rest.scheduler ?? performance;
    const limitsOptions: LimitsOptions = { config: current, counts, now, clock };
    const limits = shared.limits?.(limitsOptions) ?? new Limits(limitsOptions);
    this.#traffic = new TrafficGuard(scheduler, clock, shared.onFlood);
    this.#difficulty = new SessionDifficulty(config, { now, clock, difficulty });
    this.context = {
      config: current,
      isSecure: !config.insecure,
      abandon: this.stopping.draining,
      counts,
      limits,
      now,
      scheduler,
      traffic: this.#traffic,
    };
    this.#once = shared.knowsWhoIsDone === true ? null : onceOf(config, rest.recordStore, doneBefore);
    const recordStore = this.#once ?? rest.recordStore;
    this.#sessionOptions = {
      ...rest,
      ...(recordStore === undefined ? {} : { recordStore }),
      workStore: rest.workStore ?? new MemoryWorkStore({ clock }),
      stopped: merge(this.stopping.stopped, this.#ends).pipe(
        share({ connector: () => new ReplaySubject(1), resetOnComplete: false }),
      ),
      isStressed: () => limits.isStressed,
      nBitsFor: (peer) => this.#difficulty.nBitsFor(peer),
    };
    this.#rejecter = new Rejecter(this.context);
    this.#tutorial = tutorialSessions({ config: current, random: rest.random, scheduler });
  }

  /** Whether a stop has begun. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Sets the function that returns what is revoked now. */
  setRevocations(revocations: () => Revocations | null): void {
    this.#revocations = revocations;
  }

  /** Ends the sessions whose certificate is revoked now. */
  endRevoked(): void {
    this.#ends.next(this.#revokedEnd);
  }

  /** Replaces the configuration for what comes from now on. */
  setConfig(config: ServerConfig): void {
    this.#config = config;
    this.#difficulty.setConfig(config);
  }

  serve(bound: Bound, server: Server): Observable<ServerEvent> {
    return this.of(accept(bound, server, this.context), bound.stopListening);
  }

  /**
   * Runs a session with each client. Emits the events of the sessions and of `clients`, and `stopping`. Completes after both have ended.
   * @param onStopping called after `stopping` was emitted
   */
  of(clients: Observable<Verified | ServerEvent>, onStopping?: () => void): Observable<ServerEvent> {
    return new Observable((subscriber) => {
      subscriber.add(this.#keepAlive.start(this.#scheduler));
      const { counts, limits, now } = this.context;
      // A tutorial has one session at a time, and prints the same on a slow machine.
      if (!this.#config.tutorial) {
        const emit = (event: ServerEvent): void => {
          subscriber.next(event);
        };
        subscriber.add(limits.start(this.#scheduler, emit));
        subscriber.add(this.#difficulty.start(this.#scheduler, emit));
      }
      subscriber.add(() => {
        this.#traffic.close();
      });
      const stops = stopEvents(this.stopping, {
        now,
        sessions: () => limits.openSessions,
        drainTimeout: () => this.#config.drainTimeout,
        onStopping: () => {
          this.#isStopping = true;
        },
      });
      // Before the sessions: the events come before the ends that they announce.
      subscriber.add(
        stops.subscribe((event) => {
          subscriber.next(event);
          if (event.type === 'stopping') onStopping?.();
        }),
      );
      const start = (client: Verified): Observable<ServerEvent> => this.#startIfRoom(client);
      const events = this.#tutorial?.admit(clients, start, this.#rejecter) ?? admitEach(clients, start);
      events.pipe(countEnds(counts)).subscribe(subscriber);
    });
  }

  /** Rejects the client before its work if its answers could not be kept. */
  #startIfRoom(client: Verified): Observable<ServerEvent> {
    try {
      const error = this.#sessionOptions.recordStore?.shortage?.() ?? null;
      if (error === null) return this.#start(client);
      return this.#rejecter.reject(client, new Rejection('no_space', error));
    } catch (thrown) {
      client.socket.destroy();
      return of(notBegun(thrown, this.context.now()));
    }
  }

  #start(client: Verified): Observable<ServerEvent> {
    const { socket, peer } = client;
    const problem = accessProblem(this.#access(), peer.client, socket);
    if (problem !== null) return this.#rejecter.reject(client, rejectionOf(problem));
    const { limits } = this.context;
    const place = limits.admitSession(peer);
    if (!isPromiseLike(place)) return this.#admitted(client, place);
    return whenAdmitted(client, place, limits, (later) => this.#admitted(client, later));
  }

  #admitted(client: Verified, place: SessionPlace | Rejection): Observable<ServerEvent> {
    if (place instanceof Rejection) return this.#rejecter.reject(client, place);
    const { socket, peer, wire } = client;
    const { limits } = this.context;
    const keptAlive = wire instanceof MeteredSocket ? wire : socket;
    this.#keepAlive.add(keptAlive);
    const watched = wire === undefined ? undefined : this.#traffic.watch(socket, wire, peer);
    const session = this.#difficulty.counted(this.#begin(socket, peer, watched), peer);
    const sample = this.#warm.of(session);
    return session.pipe(
      finalize(() => {
        limits.leaveSession(place);
        this.#keepAlive.delete(keptAlive);
        if (watched !== undefined) this.#traffic.release(watched);
        this.#warm.keep(sample);
      }),
    );
  }

  #access(): Access {
    return {
      config: this.#config,
      revocations: this.#revocations(),
      once: this.#once,
      now: this.wallClock(),
    };
  }

  readonly #revokedEnd: SessionEnd = ({ client }) => {
    const isRevoked = client !== null && this.#revocations()?.stateOf(client, this.wallClock()) === 'revoked';
    return isRevoked ? certificateRevoked() : null;
  };

  #begin(socket: TLSSocket, peer: Peer, watched: WatchedSession | undefined): Observable<ServerEvent> {
    try {
      const config = this.#tutorial?.config() ?? this.#config;
      return beginSession(config, socket, peer, this.#sessionOptions, this.#newId?.(), watched);
    } catch (error) {
      socket.destroy();
      return of(notBegun(error, this.context.now()));
    }
  }
}
