/** WORK, as a client was asked. */
export interface Work {
  readonly token: string;
  readonly nBits: number;
}

/** How an attempt ended before its session was done. */
export interface Cut {
  /** The step: HELLO, WORK, a body name, or DONE. */
  readonly step: string;
  /** The code of the client's error, or `cut_by_client`. */
  readonly code: string;
  /** The message of the error. */
  readonly message: string;
}

/** One connection of a client, from its handshake on. Times are in milliseconds since the epoch. */
export interface Attempt {
  /** The part of its answers that no other attempt has. */
  readonly mark: string;
  readonly from: number;
  /** When it ended; null while it has not. */
  to: number | null;
  /** What WORK asked; null when it did not come. */
  work: Work | null;
  /** When WORK came. */
  workAt: number | null;
  /** What was sent for WORK; null when nothing was. */
  suffix: string | null;
  /** Whether a command came after the suffix: the server has accepted the proof. */
  accepted: boolean;
  /** The answers that were sent, by name. */
  readonly answers: Record<string, string>;
  /** Whether a whole DONE was read, and OK was written. */
  doneRead: boolean;
  okWritten: boolean;
  /** Null for a session that is done. */
  cut: Cut | null;
}

/** What became of one session. */
export interface SessionResult {
  readonly session: number;
  /** The fingerprint of the client's certificate, SHA-256, as records have it. */
  readonly certificate: string;
  /** Whether the client cut its own connection right after its proof, to send the proof again if it may. */
  readonly duplicates: boolean;
  /** In their order. Attempts that did not get through the handshake are counted in `reconnects` only. */
  readonly attempts: readonly Attempt[];
  /** The number of pauses. */
  readonly reconnects: number;
  readonly outcome: 'done' | 'failed';
  /** Why it failed; null for a session that is done. */
  readonly error: string | null;
}
