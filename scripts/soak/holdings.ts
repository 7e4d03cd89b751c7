/** What a process holds at one moment. */
export interface Holdings {
  readonly rssBytes: number;
  /** The JavaScript heap and the memory outside that its objects hold, after a garbage collection. */
  readonly heapBytes: number;
  /** Open file descriptors: sockets, files, pipes. */
  readonly descriptors: number;
  /** What keeps the event loop alive (sockets, listeners, timers), by its kind. */
  readonly resources: Readonly<Record<string, number>>;
}

/** Asks the probe for `Holdings`. */
export interface HoldingsRequest {
  readonly type: 'holdings';
}
