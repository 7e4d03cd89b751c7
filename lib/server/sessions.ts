import {
  asyncScheduler,
  defer,
  finalize,
  NEVER,
  Observable,
  of,
  tap,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { TLSSocket } from 'node:tls';
import type { ServerConfig } from '../config/server-config.js';
import { escapeText } from '../protocol/escape.js';
import { admitEach, admitOne, Rejecter } from './accept/admission.js';
import type { AcceptContext, Verified } from './accept/step.js';
import type { ServerErrorEvent, ServerEvent } from './events.js';
import { KeepAlive } from './keep-alive.js';
import { Limits } from './limits/limits.js';
import { Rejection, tutorialBusy } from './limits/rejection.js';
import type { Peer } from '../session/events.js';
import type { Observer } from './observers.js';
import { ReasonCounts } from './reason-counts.js';
import { beginSession, type SessionOptions } from './session-of.js';
import { stoppingStages, type Stopping } from './stopping.js';
import { TrafficGuard } from './traffic/traffic-guard.js';
import type { WatchedSession } from './traffic/watched-session.js';

/** Options of the sessions of a server. */
export interface SessionsOptions extends Omit<SessionOptions, 'id' | 'peer' | 'stopped' | 'isStressed'> {
  /**
   * Stops the server when it emits or errors. The server accepts no more connections, lets its sessions go on for `drainTimeout` of the
   * configuration, ends the others with FAIL, and completes. A stop also applies during the start of the server. Default: no stop.
   */
  readonly stop?: Observable<unknown>;
  /** Returns the id of a new session. Default: a random UUID. */
  readonly newId?: () => string;
  /** Receive every event before the subscriber does. Their exceptions have no effect on the server. Default: none. */
  readonly observers?: readonly Observer[];
  /** Counts refusals and ends of sessions by their reason, from its current counts on. Default: one of the server's own. */
  readonly counts?: ReasonCounts;
}

/** One session in so many is kept after its end, see `#warm`. Not each: that would keep the operators of all waiting sessions in memory. */
const SAMPLE_EVERY = 16;

/** Runs the sessions of a server with verified clients. */
export class Sessions {
  readonly stopping: Stopping;
  readonly context: AcceptContext;
  #config: ServerConfig;
  readonly #rejecter: Rejecter;
  readonly #sessionOptions: SessionOptions;
  readonly #newId: SessionsOptions['newId'];
  readonly #scheduler: SchedulerLike;
  readonly #keepAlive = new KeepAlive();
  readonly #traffic: TrafficGuard;
  /**
   * One of the sessions that ended last. V8 discards the compiled code of a closure with its last instance, and every session creates
   * some fifty. Without this, a full garbage collection while few sessions are open costs all of them: compiling them again took 6 % of the
   * CPU time.
   */
  readonly #warm: { session: Observable<ServerEvent> | null } = { session: null };
  #isStopping = false;
  #begun = 0;

  constructor(config: ServerConfig, options: SessionsOptions) {
    // A scheduler goes on to the sessions only where one is given: without, they take durations from a clock that nobody sets.
    const { stop = NEVER, observers: _, newId, counts = new ReasonCounts(), ...rest } = options;
    const { scheduler = asyncScheduler } = rest;
    this.#config = config;
    this.#newId = newId;
    this.#scheduler = scheduler;
    this.stopping = stoppingStages(stop, scheduler, () => this.#config.drainTimeout);
    const current = (): ServerConfig => this.#config;
    const now = (): number => scheduler.now();
    const clock = rest.scheduler ?? performance;
    const limits = new Limits({ config: current, counts, now, clock });
    this.#traffic = new TrafficGuard(scheduler);
    this.context = {
      config: current,
      isSecure: !config.insecure,
      abandon: this.stopping.draining,
      counts,
      limits,
      now,
      traffic: this.#traffic,
    };
    this.#sessionOptions = { ...rest, stopped: this.stopping.stopped, isStressed: () => limits.isStressed };
    this.#rejecter = new Rejecter(this.context);
  }

  /** Whether a stop has begun. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Replaces the configuration for the clients and sessions that come from now on. */
  setConfig(config: ServerConfig): void {
    this.#config = config;
  }

  /**
   * Runs a session with each client. Emits the events of the sessions, the events among the clients, and `stopping`. Completes after
   * `clients` has completed and the last session has ended.
   * @param onStopping called after `stopping` was emitted
   */
  of(clients: Observable<Verified | ServerEvent>, onStopping?: () => void): Observable<ServerEvent> {
    return new Observable((subscriber) => {
      subscriber.add(this.#keepAlive.start(this.#scheduler));
      const { counts, limits } = this.context;
      // A tutorial has one session, and prints the same on a slow machine.
      if (!this.#config.tutorial) {
        subscriber.add(
          limits.start(this.#scheduler, (event) => {
            subscriber.next(event);
          }),
        );
      }
      subscriber.add(() => {
        this.#traffic.close();
      });
      subscriber.add(
        this.stopping.draining.subscribe(() => {
          this.#isStopping = true;
          const { drainTimeout } = this.#config;
          const { open } = limits.sessions;
          subscriber.next({ type: 'stopping', at: this.context.now(), sessions: open, drainTimeout });
          onStopping?.();
        }),
      );
      // Before the sessions: the event comes before the ends that it announces.
      subscriber.add(
        this.stopping.stopped.subscribe(() => {
          subscriber.next({
            type: 'drain_timed_out',
            at: this.context.now(),
            sessions: limits.sessions.open,
          });
        }),
      );
      const start = (client: Verified): Observable<ServerEvent> => this.#start(client);
      const events = this.#config.tutorial
        ? admitOne(clients, start, (client) => this.#rejecter.reject(client, tutorialBusy()))
        : admitEach(clients, start);
      events.pipe(countEnds(counts)).subscribe(subscriber);
    });
  }

  #start(client: Verified): Observable<ServerEvent> {
    return defer(() => {
      const { socket, peer, wire } = client;
      const { limits } = this.context;
      const place = limits.admitSession(peer);
      if (place instanceof Rejection) return this.#rejecter.reject(client, place);
      this.#keepAlive.add(socket);
      const watched = wire === undefined ? undefined : this.#traffic.watch(socket, wire, peer);
      const session = this.#begin(socket, peer, watched);
      const sample = this.#begun++ % SAMPLE_EVERY === 0 ? session : null;
      return session.pipe(
        finalize(() => {
          limits.leaveSession(place);
          this.#keepAlive.delete(socket);
          if (watched !== undefined) this.#traffic.release(watched);
          if (sample !== null) this.#warm.session = sample;
        }),
      );
    });
  }

  #begin(socket: TLSSocket, peer: Peer, watched: WatchedSession | undefined): Observable<ServerEvent> {
    try {
      return beginSession(this.#config, socket, peer, this.#sessionOptions, this.#newId?.(), watched);
    } catch (error) {
      socket.destroy();
      return of(this.#notBegun(error));
    }
  }

  // An exception of an embedder's function ends only its session, not the server.
  #notBegun(error: unknown): ServerErrorEvent {
    const why = escapeText(error instanceof Error ? error.message : 'unknown reason');
    return { type: 'server_error', at: this.context.now(), message: `Cannot start a session: ${why}.` };
  }
}

/** Mirrors the events of all sessions, and counts how each ended. */
function countEnds(counts: ReasonCounts): MonoTypeOperatorFunction<ServerEvent> {
  return tap((event) => {
    if (event.type === 'done') counts.next('done');
    else if (event.type === 'failed') counts.next(event.error.code);
  });
}
