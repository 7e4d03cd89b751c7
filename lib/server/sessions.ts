import { asyncScheduler, defer, finalize, NEVER, Observable, of, type SchedulerLike } from 'rxjs';
import type { TLSSocket } from 'node:tls';
import type { ServerConfig } from '../config/server-config.js';
import { escapeText } from '../protocol/escape.js';
import { admitEach, admitOne, reject } from './accept/admission.js';
import { RefusalCounts } from './accept/refusals.js';
import type { AcceptContext, Verified } from './accept/step.js';
import type { ServerErrorEvent, ServerEvent } from './events.js';
import { KeepAlive } from './keep-alive.js';
import type { Peer } from '../session/events.js';
import type { Observer } from './observers.js';
import { beginSession, type SessionOptions } from './session-of.js';
import { stoppingStages, type Stopping } from './stopping.js';

/** What a server may be given besides its configuration. */
export interface SessionsOptions extends Omit<SessionOptions, 'id' | 'peer' | 'draining' | 'stopped'> {
  /**
   * When it emits, or fails, the server stops: it accepts no more, lets sessions in short steps finish for 10 seconds, and completes. It
   * counts from the subscription on, also while the server is being bound. Never when not given.
   */
  readonly stop?: Observable<unknown>;
  /** Names a session; a random UUID when not given. */
  readonly newId?: () => string;
  /** Each is told every event, before the subscriber is. One that throws harms nobody. None when not given. */
  readonly observers?: readonly Observer[];
}

/** What a server does with clients that have proven who they are, wherever they come from. */
export class Sessions {
  readonly stopping: Stopping;
  readonly context: AcceptContext;
  readonly #config: ServerConfig;
  readonly #options: Omit<SessionsOptions, 'stop' | 'observers'>;
  readonly #scheduler: SchedulerLike;
  readonly #keepAlive = new KeepAlive();
  #open = 0;

  constructor(config: ServerConfig, options: SessionsOptions) {
    // A scheduler goes on to the sessions only where one is given: without, they take durations from a clock that nobody sets.
    const { stop = NEVER, observers: _, ...rest } = options;
    const { scheduler = asyncScheduler } = rest;
    this.#config = config;
    this.#options = rest;
    this.#scheduler = scheduler;
    this.stopping = stoppingStages(stop, scheduler);
    this.context = {
      isSecure: !config.insecure,
      abandon: this.stopping.draining,
      counts: new RefusalCounts(),
      now: () => scheduler.now(),
    };
  }

  /**
   * The events of a session with each client, those that come with the clients, and `stopping` when it comes to that. Completes when
   * no more clients come and the last session is over.
   * @param onStopping called when the server stops, once that has been told
   */
  of(clients: Observable<Verified | ServerEvent>, onStopping?: () => void): Observable<ServerEvent> {
    return new Observable((subscriber) => {
      subscriber.add(this.#keepAlive.act(this.#scheduler));
      subscriber.add(
        this.stopping.draining.subscribe(() => {
          subscriber.next({ type: 'stopping', at: this.context.now(), sessions: this.#open });
          onStopping?.();
        }),
      );
      const start = (client: Verified): Observable<ServerEvent> => this.#start(client);
      const events = this.#config.tutorial
        ? admitOne(clients, start, (client) => reject(client, this.#config, this.context))
        : admitEach(clients, start);
      events.subscribe(subscriber);
    });
  }

  #start({ socket, peer }: Verified): Observable<ServerEvent> {
    return defer(() => {
      this.#open += 1;
      this.#keepAlive.add(socket);
      return this.#begin(socket, peer);
    }).pipe(
      finalize(() => {
        this.#open -= 1;
        this.#keepAlive.delete(socket);
      }),
    );
  }

  #begin(socket: TLSSocket, peer: Peer): Observable<ServerEvent> {
    const { newId, ...rest } = this.#options;
    try {
      return beginSession(this.#config, socket, {
        ...rest,
        ...(newId === undefined ? {} : { id: newId() }),
        ...this.stopping,
        peer,
      });
    } catch (error) {
      socket.destroy();
      return of(this.#notBegun(error));
    }
  }

  /** What an embedder's function throws is that one session's end, not the server's. */
  #notBegun(error: unknown): ServerErrorEvent {
    const why = escapeText(error instanceof Error ? error.message : 'unknown reason');
    return { type: 'server_error', at: this.context.now(), message: `A session could not be begun: ${why}.` };
  }
}
