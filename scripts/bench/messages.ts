/** What the benchmark asks of a server's process. */
export type ServerRequest =
  | UsageRequest
  /** Answered by Profiled: once it has begun, and once it is written. */
  | { readonly type: 'profile' }
  | { readonly type: 'write-profile'; readonly path: string };

/** Answered by Usage. */
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

export interface Profiled {
  /** What went wrong, if anything. */
  readonly error: string | null;
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
