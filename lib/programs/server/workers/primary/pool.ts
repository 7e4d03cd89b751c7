import { asyncScheduler, merge, Observable, type SchedulerLike } from 'rxjs';
import type { WorkersUsage } from '../../../../observe/metrics/workers-usage.js';
import { isTlslpError } from '../../../../protocol/errors.js';
import type { DifficultyChange } from '../../../../work/difficulty/difficulty.js';
import type { Channel } from '../channel/channel.js';
import type { Tell } from '../channel/service.js';
import { FLOOD } from '../messages/admission.js';
import { ENDED, LOADED, START, STOP, USE, type Settings, type StartOrder } from '../messages/control.js';
import { DIFFICULTY, WORK_FREED } from '../messages/work.js';
import { exitText, type LostWorker } from './lost-worker.js';
import { supervise } from './supervise.js';
import { UsageDesk } from './usage-desk.js';
import { WorkerDesk, type Shared } from './worker-desk.js';
import { WorkerProcess } from './worker-process.js';

/** What the workers of a pool are started with. */
export interface PoolOptions {
  readonly size: number;
  readonly shared: Omit<Shared, 'onFlood' | 'onFreed' | 'onSessions'>;
  /** The descriptors of the sockets that this process holds. */
  readonly sockets: readonly number[];
  /** Returns what a worker that starts now gets. */
  readonly order: (descriptors: readonly number[]) => StartOrder;
  /** Emits when no worker is to be started again. Replayed to late subscribers. */
  readonly stopping: Observable<unknown>;
  readonly onFlood: (fingerprint: string | null) => void;
  readonly onStarted: (worker: number, pid: number) => void;
  /** @param pauseMs the time until another one is started; null if none is */
  readonly onLost: (lost: LostWorker, pauseMs: number | null) => void;
  /** Called with what is wrong in this program. */
  readonly onFault: (thrown: unknown) => void;
  readonly scheduler?: SchedulerLike;
}

/** One worker that runs. */
interface Running {
  readonly number: number;
  readonly process: WorkerProcess;
  readonly desk: WorkerDesk;
  /** Resolves when it is gone, and its sessions are told of. */
  readonly over: Promise<void>;
  /** Whether it listens to the channel. */
  hasLoaded: boolean;
  hasStarted: boolean;
  hasEnded: boolean;
}

/** What a worker is told of to its slot. */
interface Told {
  readonly onStarted: () => void;
  readonly onFailure: (error: Error) => void;
  readonly onLost: (lost: LostWorker) => void;
}

/** The workers of a server. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #running = new Map<number, Running>();
  readonly #usage = new UsageDesk();
  #isStopping = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** The number of workers that take clients. */
  get size(): number {
    return [...this.#running.values()].filter(({ hasStarted }) => hasStarted).length;
  }

  /**
   * Runs the workers until the stop, each again when it is gone. Completes when all have ended. Errors if one cannot start before all have
   * started once. Unsubscribing ends them at once.
   * @param onReady called when all of them listen
   */
  run(onReady: () => void): Observable<never> {
    const { size, stopping } = this.#options;
    return new Observable<never>((subscriber) => {
      let missing = size;
      const onFirstStart = (): void => {
        missing -= 1;
        if (missing === 0) onReady();
      };
      const slots = Array.from({ length: size }, (_, at) =>
        this.#slot(at + 1, onFirstStart, (error) => {
          if (missing > 0) subscriber.error(error);
        }),
      );
      subscriber.add(
        stopping.subscribe(() => {
          this.#isStopping = true;
          this.#tellAll(STOP, null);
        }),
      );
      subscriber.add(merge(...slots).subscribe(subscriber));
    });
  }

  /** Resolves when no worker runs any more, and the records of their sessions are on their way. */
  async ended(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ over }) => over));
  }

  /** Ends all workers at once. */
  kill(): void {
    for (const { process: child } of this.#running.values()) child.kill();
  }

  /** Lets all workers use these settings, one that is starting then. Resolves to those that could not. Never rejects. */
  async use(settings: Settings): Promise<number[]> {
    const loaded = [...this.#running.values()].filter(({ hasLoaded }) => hasLoaded);
    const results = await Promise.all(
      loaded.map(({ number, process: { channel } }) =>
        channel.ask(USE, settings).then(
          () => null,
          () => number,
        ),
      ),
    );
    return results.filter((number) => number !== null);
  }

  /** Tells all workers that the number of zero bits has changed. */
  tellDifficulty(change: DifficultyChange): void {
    this.#tellAll(DIFFICULTY, change);
  }

  /** What the workers use. */
  get usage(): WorkersUsage {
    return this.#usage.usage(this.size);
  }

  /** The sum of what the workers tell of their open sessions. */
  get unfinished(): number {
    let sum = 0;
    for (const { desk } of this.#running.values()) sum += desk.unfinished;
    return sum;
  }

  /** One worker after the other, with one number. */
  #slot(number: number, onFirstStart: () => void, onFailure: (error: Error) => void): Observable<never> {
    const { stopping, scheduler = asyncScheduler, onLost } = this.#options;
    return new Observable((subscriber) => {
      let lost: LostWorker | null = null;
      let hasStarted = false;
      const tell = (pauseMs: number | null): void => {
        if (lost !== null) onLost(lost, pauseMs);
        lost = null;
      };
      const run = (): Observable<never> =>
        this.#worker(number, {
          onStarted: () => {
            if (!hasStarted) onFirstStart();
            hasStarted = true;
          },
          onFailure,
          onLost: (given) => (lost = given),
        });
      return supervise(run, { stopping, scheduler, onPause: tell }).subscribe({
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          tell(null);
          subscriber.complete();
        },
      });
    });
  }

  /** Starts a worker. Completes when it is gone. */
  #worker(number: number, { onStarted, onFailure, onLost }: Told): Observable<never> {
    const { sockets, order, onFault } = this.#options;
    return new Observable((subscriber) => {
      const child = new WorkerProcess(sockets, onFault);
      const { channel, descriptors, pid } = child;
      const desk = new WorkerDesk(channel, this.#sharedBy(channel));
      const stopUsing = this.#usage.connect(number, channel);
      let isWanted = false;
      let failure: Error | null = null;
      const over = child.gone.then(async (exit) => {
        stopUsing();
        const cut = await desk.lose(isWanted);
        if (!running.hasEnded) this.#usage.lost();
        if (this.#running.get(number) === running) this.#running.delete(number);
        if (!running.hasStarted)
          onFailure(failure ?? new Error(`A worker ended before it listened: ${exitText(exit)}.`));
        else if (!running.hasEnded) onLost({ worker: number, pid, exit, cut, why: failure?.message ?? null });
        subscriber.complete();
      });
      const running: Running = {
        number,
        process: child,
        desk,
        over,
        hasLoaded: false,
        hasStarted: false,
        hasEnded: false,
      };
      this.#running.set(number, running);
      channel.onTell(ENDED, () => {
        running.hasEnded = true;
      });
      const failed = (error: unknown): void => {
        if (isTlslpError(error)) failure = error;
        child.kill();
      };
      channel.onTell(LOADED, () => {
        running.hasLoaded = true;
        if (this.#isStopping) channel.tell(STOP, null);
        channel.ask(START, order(descriptors)).then(() => {
          running.hasStarted = true;
          this.#options.onStarted(number, pid);
          onStarted();
        }, failed);
      });
      subscriber.add(() => {
        isWanted = true;
        child.kill();
      });
    });
  }

  #sharedBy(channel: Channel): Shared {
    const { shared } = this.#options;
    return {
      ...shared,
      onSessions: () => {
        if (shared.records !== null) shared.records.openSessions = this.unfinished;
      },
      onFlood: (fingerprint) => {
        this.#options.onFlood(fingerprint);
        this.#tellAll(FLOOD, fingerprint, channel);
      },
      onFreed: (certificate) => {
        this.#tellAll(WORK_FREED, certificate);
      },
    };
  }

  /** @param except a worker that knows it already */
  #tellAll<Body>(what: Tell<Body>, body: Body, except?: Channel): void {
    for (const { process: child, hasLoaded } of this.#running.values())
      if (hasLoaded && child.channel !== except) child.channel.tell(what, body);
  }
}
