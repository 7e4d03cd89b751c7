import type { WorkersUsage } from '../../../../observe/metrics/workers-usage.js';
import type { Channel } from '../channel/channel.js';
import { USAGE } from '../messages/usage.js';

/** What one number of a worker has used. */
interface Used {
  /** The CPU time of those that had this number before, in seconds. */
  before: number;
  cpuSeconds: number;
  /** Null while none runs. */
  now: { readonly residentBytes: number; readonly heapBytes: number } | null;
}

/** What the workers use. A lost one lowers no counter: the next one with its number counts on. */
export class UsageDesk {
  readonly #used = new Map<number, Used>();
  #lost = 0;

  /** Listens to a worker. Returns a function for its end. */
  connect(worker: number, channel: Channel): () => void {
    const used = this.#used.get(worker) ?? { before: 0, cpuSeconds: 0, now: null };
    this.#used.set(worker, used);
    channel.onTell(USAGE, ([cpuSeconds, residentBytes, heapBytes]) => {
      used.cpuSeconds = cpuSeconds;
      used.now = { residentBytes, heapBytes };
    });
    return () => {
      used.before += used.cpuSeconds;
      used.cpuSeconds = 0;
      used.now = null;
    };
  }

  /** A worker is lost. */
  lost(): void {
    this.#lost += 1;
  }

  /** @param running the number of workers that take clients */
  usage(running: number): WorkersUsage {
    const workers = [...this.#used].map(([worker, { before, cpuSeconds, now }]) => ({
      worker,
      cpuSeconds: before + cpuSeconds,
      residentBytes: now?.residentBytes ?? null,
      heapBytes: now?.heapBytes ?? null,
    }));
    return { running, lost: this.#lost, workers };
  }
}
