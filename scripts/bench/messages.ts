/** A request of the benchmark to a server's process. */
export type ServerRequest =
  | UsageRequest
  /** Both are answered by Profiled: when the profile has started, and when it is written. */
  | { readonly type: 'profile' }
  | { readonly type: 'write-profile'; readonly path: string };

/** Answered by Usage. */
export interface UsageRequest {
  readonly type: 'usage';
  /** Collect garbage first, so that only live memory counts. */
  readonly collect: boolean;
}

export interface Usage {
  /** CPU time of the whole process since its start, user and system, in milliseconds. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** The JavaScript heap, and the memory outside that its objects hold. */
  readonly heapBytes: number;
}

export interface Profiled {
  /** The reason of the failure; null if there is none. */
  readonly error: string | null;
}

/** A request of the benchmark to the clients' process. */
export type LoadRequest =
  { readonly type: 'open'; readonly port: number; readonly sessions: number } | { readonly type: 'finish' };

/** `done` is the number of sessions that reached the requested step. */
export interface LoadReply {
  readonly done: number;
  readonly failed: number;
  /** Why the first session failed; null if none did. */
  readonly reason: string | null;
}

/** What those who watch a server have read, in answer to any message. */
export interface ReadersReport {
  /** The batches of events that each of them got. */
  readonly batches: readonly number[];
  readonly scrapes: number;
  readonly bytes: number;
  /** What went wrong first; null if nothing did. */
  readonly failure: string | null;
}
