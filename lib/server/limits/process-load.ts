import type { Socket } from 'node:net';
import { interval, type SchedulerLike, type Subscription, type TimestampProvider } from 'rxjs';
import type { ServerConfig } from '../../config/server-config.js';
import { REFUSAL_SENTENCES, type Shed } from '../../protocol/reasons.js';
import type { SheddingEvent } from '../events.js';
import { descriptorOf, descriptorThreshold } from './descriptors.js';
import { LagMeter } from './lag-meter.js';
import { MemoryMeter, processMemoryUse, type MemoryUse } from './memory-meter.js';
import { ShedReports } from './shed-reports.js';

/** How often the delay of the event loop is sampled, in milliseconds. */
export const SAMPLE_MS = 100;
/** Memory is looked at in every such sample. */
const SAMPLES_OF_MEMORY = 10;

/** What the load of a process is taken from. */
export interface ProcessLoadOptions {
  /** Returns the configuration that holds now. */
  readonly config: () => ServerConfig;
  /** The time of day of events, in milliseconds since the epoch. */
  readonly now: () => number;
  /** A monotonic clock, in milliseconds. */
  readonly clock: TimestampProvider;
  /** The share of the memory that is in use. Default: that of this process. */
  readonly memoryUse?: MemoryUse;
  /** The first descriptor that new connections must not take. Default: what the operating system says, less a reserve. */
  readonly maxDescriptor?: number;
}

/** The load of this process: its event loop, its memory and its descriptors. */
export class ProcessLoad {
  readonly #options: ProcessLoadOptions;
  readonly #lag = new LagMeter();
  readonly #memory: MemoryMeter;
  readonly #maxDescriptor: number;
  readonly #reports = new ShedReports();
  #emit: (event: SheddingEvent) => void = () => undefined;

  constructor(options: ProcessLoadOptions) {
    this.#options = options;
    this.#memory = new MemoryMeter(options.memoryUse ?? processMemoryUse());
    this.#maxDescriptor = options.maxDescriptor ?? descriptorThreshold();
  }

  /** Whether the event loop lags. */
  get isLagging(): boolean {
    return this.#lag.isLagging;
  }

  /**
   * Samples, and reports shed connections, until unsubscribed.
   * @param onSample called after each sample, with the time of the monotonic clock
   */
  start(
    scheduler: SchedulerLike,
    onSample: (now: number) => void,
    emit: (event: SheddingEvent) => void,
  ): Subscription {
    const { clock } = this.#options;
    this.#emit = emit;
    let due = clock.now() + SAMPLE_MS;
    let samples = 0;
    const sampling = interval(SAMPLE_MS, scheduler).subscribe(() => {
      const now = clock.now();
      this.#lag.add(now - due, this.#options.config().maxLag);
      if (samples++ % SAMPLES_OF_MEMORY === 0) this.#memory.sample();
      onSample(now);
      this.#tellShed(now);
      due = now + SAMPLE_MS;
    });
    sampling.add(() => {
      this.#emit = () => undefined;
    });
    return sampling;
  }

  /** Returns why the process must not take this connection; null if it may. */
  refusal(socket: Socket): Shed | null {
    if (this.#lag.isLagging) return 'shed_lag';
    if (this.#memory.isShort) return 'shed_memory';
    return descriptorOf(socket) >= this.#maxDescriptor ? 'shed_descriptors' : null;
  }

  /** Counts a connection that was shed, and reports it now or later. */
  reportShed(reason: Shed, now: number): void {
    this.#reports.add(reason);
    this.#tellShed(now);
  }

  #tellShed(now: number): void {
    this.#reports.due(now, (reason, count) => {
      const message = REFUSAL_SENTENCES[reason];
      this.#emit({ type: 'shedding', at: this.#options.now(), reason, message, count });
    });
  }
}
