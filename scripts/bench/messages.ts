/** What the benchmark asks of a server's process, and what that answers. */
export interface UsageRequest {
  readonly type: 'usage';
  /** Collect garbage first, so that only what is held is counted. */
  readonly collect: boolean;
}

export interface Usage {
  /** CPU time of the whole process since its start, user and system, in milliseconds. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** The JavaScript heap, and what hangs on it outside. */
  readonly heapBytes: number;
}

/** What the benchmark asks of the process of the clients. */
export type LoadRequest =
  { readonly type: 'open'; readonly port: number; readonly sessions: number } | { readonly type: 'finish' };

/** `done`: how many sessions are where they were to get to. */
export interface LoadReply {
  readonly done: number;
  readonly failed: number;
  /** Why the first failed. */
  readonly reason: string | null;
}
