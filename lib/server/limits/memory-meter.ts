import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

const SHORT_SHARE = 0.9;
const OVER_SHARE = 0.85;

/** The memory that is in use, as a share of what there is, from 0 to 1. */
export type MemoryUse = () => number;

/** Tells whether memory runs short: above 90 %, until it is below 85 %. */
export class MemoryMeter {
  readonly #use: MemoryUse;
  #short = false;

  constructor(use: MemoryUse) {
    this.#use = use;
  }

  get isShort(): boolean {
    return this.#short;
  }

  sample(): void {
    this.#short = this.#use() > (this.#short ? OVER_SHARE : SHORT_SHARE);
  }
}

/** Returns the use of this process: of the memory of the machine or of its container (cgroup), or of V8's heap, whichever is scarcer. */
export function processMemoryUse(): MemoryUse {
  const machine = totalmem();
  // 0, undefined or a number beyond the machine's memory where there is no limit.
  const constrained = process.constrainedMemory();
  const limit = constrained > 0 && constrained < machine ? constrained : machine;
  return () => {
    const { used_heap_size: heap, heap_size_limit: heapLimit } = getHeapStatistics();
    return Math.max(process.memoryUsage.rss() / limit, heap / heapLimit);
  };
}
