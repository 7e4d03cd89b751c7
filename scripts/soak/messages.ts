/** A request to the clients' process, answered by `Progress`; `stop` only once the last client is gone. */
export interface SoakRequest {
  readonly type: 'progress' | 'stop';
}

export interface Progress {
  /** How many clients of each kind have come and gone. */
  readonly counts: Readonly<Record<string, number>>;
  /** Why the first honest client failed; null if none did. */
  readonly failure: string | null;
}
