import { asyncScheduler, interval, NEVER, Observable, timer, type SchedulerLike } from 'rxjs';
import type { ListenTarget } from '../../../../config/listen-targets.js';
import type { ServerConfig } from '../../../../config/server-config.js';
import type { WorkersUsage } from '../../../../observe/metrics/workers-usage.js';
import type { Credentials } from '../../../../tls/credentials.js';
import { bindAll, type BindOptions, type Bound } from '../../../../server/accept/bind.js';
import { HeldSocket } from '../../../../server/accept/held-socket.js';
import type { ServerEvent } from '../../../../server/events.js';
import { SAMPLE_MS } from '../../../../server/limits/limits.js';
import { countEnds, ReasonCounts } from '../../../../server/reason-counts.js';
import type { SessionsOptions } from '../../../../server/sessions-options.js';
import type { SessionHost } from '../../../../server/shared-parts.js';
import { stopEvents, stoppingStages, type Stopping } from '../../../../server/stopping.js';
import type { Settings } from '../messages/control.js';
import { AdmissionDesk } from './admission-desk.js';
import type { PrimaryOptions } from './primary-options.js';
import { RecentFlooders } from './recent-flooders.js';
import { HostWork } from './host-work.js';
import { OnceDesk } from './once-desk.js';
import { lostText } from './lost-worker.js';
import { Pool } from './pool.js';
import { summedEvent } from './summed-event.js';

/** A worker that has not ended so long after it had to end its sessions is ended, in milliseconds. */
const KILL_AFTER_MS = 15_000;

/** Runs the sessions of a server by workers. It is one server to whoever watches it: events, limits and records are of all workers. */
export class WorkerHost implements SessionHost {
  readonly stopping: Stopping;
  readonly context: SessionHost['context'];
  readonly wallClock: () => number;
  readonly #options: PrimaryOptions;
  readonly #scheduler: SchedulerLike;
  readonly #counts: ReasonCounts;
  readonly #admission: AdmissionDesk;
  readonly #once: OnceDesk;
  readonly #flooders: RecentFlooders;
  readonly #work: HostWork;
  #config: ServerConfig;
  #credentials: Credentials | null = null;
  #pool: Pool | null = null;
  #isStopping = false;
  /** Events wait until `serve` is called. */
  #early: ServerEvent[] = [];
  #emit: (event: ServerEvent) => void = (event) => {
    this.#early.push(event);
  };
  /** Completes or errors when the workers have ended. */
  #onEnd: { complete: () => void; error: (error: unknown) => void } | null = null;
  #end: 'running' | 'ended' = 'running';

  constructor(config: ServerConfig, given: SessionsOptions, options: PrimaryOptions) {
    const {
      stop = NEVER,
      scheduler = asyncScheduler,
      counts = new ReasonCounts(),
      wallClock = Date.now,
    } = given;
    const now = (): number => scheduler.now();
    this.#options = options;
    this.#scheduler = scheduler;
    this.#config = config;
    this.#counts = counts;
    this.wallClock = wallClock;
    this.context = { now, config: () => this.#config };
    this.stopping = stoppingStages(stop, scheduler, () => this.#config.drainTimeout);
    this.#flooders = new RecentFlooders(performance);
    this.#once = new OnceDesk(given.doneBefore ?? []);
    this.#work = new HostWork(config, given, now);
    const { records } = options;
    this.#admission = new AdmissionDesk({
      config: () => this.#config,
      now,
      clock: given.scheduler ?? performance,
      shortage: () => records?.shortage() ?? null,
      isDone: (identity) => this.#once.isDone(identity),
      hasWork: (certificate) => this.#work.memory?.has(certificate) ?? false,
      emit: (event) => {
        this.#emit(event);
      },
    });
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Each worker knows what its credentials revoke, and ends its sessions when it uses others. */
  setRevocations(): void {
    // Nothing is revoked here.
  }

  endRevoked(): void {
    // Nothing is open here.
  }

  setConfig(config: ServerConfig, credentials: Credentials | null): void {
    this.#config = config;
    this.#work.setConfig(config);
    this.#credentials = credentials ?? this.#credentials;
    if (this.#pool === null || this.#credentials === null) return;
    void this.#pool.use(this.#settings()).then((failed) => {
      for (const worker of failed) this.#tellError(`Worker ${worker} could not use the new configuration.`);
    });
  }

  /** Binds the sockets, and starts the workers on them. Resolves when all of them listen. */
  async bind(
    targets: readonly ListenTarget[],
    settings: BindOptions,
    credentials: Credentials,
  ): Promise<Bound> {
    this.#credentials = credentials;
    const held: HeldSocket[] = [];
    const createListener = (): HeldSocket => new HeldSocket();
    const bound = await bindAll(targets, { ...settings, createListener });
    for (const listener of bound.listeners) if (listener instanceof HeldSocket) held.push(listener);
    try {
      await this.#start(bound, held, settings.signal);
    } catch (error) {
      await bound.close();
      throw error;
    }
    return bound;
  }

  serve(bound: Bound): Observable<ServerEvent> {
    const events = new Observable<ServerEvent>((subscriber) => {
      this.#emit = (event) => {
        subscriber.next(event);
      };
      this.#onEnd = subscriber;
      const stops = stopEvents(this.stopping, {
        now: this.context.now,
        sessions: () => this.#admission.openSessions,
        drainTimeout: () => this.#config.drainTimeout,
        onStopping: () => {
          this.#isStopping = true;
        },
      });
      subscriber.add(
        stops.subscribe((event) => {
          subscriber.next(event);
          if (event.type === 'stopping') bound.stopListening();
          else subscriber.add(timer(KILL_AFTER_MS, this.#scheduler).subscribe(() => this.#pool?.kill()));
        }),
      );
      subscriber.add(
        this.#work.start(
          this.#scheduler,
          (change) => this.#pool?.tellDifficulty(change),
          (event) => {
            subscriber.next(event);
          },
        ),
      );
      subscriber.add(
        interval(SAMPLE_MS, this.#scheduler).subscribe(() => {
          this.#admission.updateStress();
        }),
      );
      for (const event of this.#early.splice(0)) subscriber.next(event);
      if (this.#end === 'ended') subscriber.complete();
    });
    return events.pipe(countEnds(this.#counts));
  }

  /** What the workers use. */
  get usage(): WorkersUsage {
    return this.#pool?.usage ?? { running: 0, lost: 0, workers: [] };
  }

  /** Resolves when no worker runs any more, and the records of their sessions are on their way. */
  async ended(): Promise<void> {
    await this.#pool?.ended();
  }

  #start(bound: Bound, held: readonly HeldSocket[], signal: AbortSignal | undefined): Promise<void> {
    const { size, records, traces, reportsUsage } = this.#options;
    const pool = new Pool({
      size,
      sockets: held.map(({ descriptor }) => descriptor),
      shared: {
        admission: this.#admission,
        once: this.#once,
        records: records?.elsewhere ?? null,
        now: this.context.now,
        work: this.#work,
        emit: (event) => {
          this.#work.observe(event);
          this.#emit(summedEvent(event, this.#counts));
        },
      },
      order: (descriptors) => ({
        ...this.#settings(),
        places: bound.places,
        descriptors,
        keepsRecords: records !== null,
        hasWorkInMemory: this.#work.memory !== null,
        traces,
        reportsUsage,
        flooders: this.#flooders.list(),
        isStressed: this.#admission.isStressed,
      }),
      stopping: this.stopping.draining,
      onFlood: (fingerprint) => {
        this.#flooders.add(fingerprint);
      },
      onStarted: (worker, pid) => {
        this.#options.log.write({ level: 'INFO', fields: { worker, pid }, message: 'worker listens' });
      },
      onLost: (lost, pauseMs) => {
        this.#tellError(lostText(lost, pauseMs));
      },
      onFault: (thrown) => {
        this.#tellError(
          `A message of a worker failed: ${thrown instanceof Error ? thrown.message : 'unknown'}.`,
        );
      },
      scheduler: this.#scheduler,
    });
    this.#pool = pool;
    return new Promise((resolve, reject) => {
      const running = pool.run(resolve).subscribe({
        complete: () => {
          this.#end = 'ended';
          this.#onEnd?.complete();
        },
        error: reject,
      });
      signal?.addEventListener('abort', () => {
        running.unsubscribe();
        reject(signal.reason as Error);
      });
    });
  }

  #settings(): Settings {
    // What is revoked, each worker reads from the PEM texts.
    const { revocations: _, ...credentials } = this.#credentials ?? NO_CREDENTIALS;
    const events = this.#options.events(this.#config);
    return { config: this.#config, credentials, events, nBits: this.#work.nBits };
  }

  #tellError(message: string): void {
    this.#emit({ type: 'server_error', at: this.context.now(), message });
  }
}

const NO_CREDENTIALS: Credentials = { cert: '', key: '', ca: null };
