/** What the worker processes of a server use. */
export interface WorkersUsage {
  /** The number of workers that take clients. */
  readonly running: number;
  /** The number of workers that were lost since the start. */
  readonly lost: number;
  readonly workers: readonly WorkerUsage[];
}

/** What one number of a worker uses. */
export interface WorkerUsage {
  /** From 1. */
  readonly worker: number;
  /** With those that had this number before. */
  readonly cpuSeconds: number;
  /** Null while none runs. */
  readonly residentBytes: number | null;
  readonly heapBytes: number | null;
}
