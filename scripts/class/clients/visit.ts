/** What a client knows of one connection of its own. */
export interface Visit {
  /** The SHA-256 fingerprint of its certificate, as `AB:CD:...`. */
  readonly id: string;
  /** HELLO came: there was a session. */
  readonly began: boolean;
  /** The step in which it ended: HELLO, WORK, a body name, or DONE; null without a session. */
  readonly step: string | null;
  /** A command came after the suffix: the proof of work was right. */
  readonly worked: boolean;
  readonly done: boolean;
  /** OK was sent, and nothing was wrong with it. */
  readonly confirmed: boolean;
  /** The FAIL line; null if none came. */
  readonly fail: string | null;
  /** Why a connection without HELLO was refused, as the client can tell by what it showed; null if there was a session. */
  readonly refused: string | null;
  /** What the client did to fail, as the code of the protocol's error; null if it was done. */
  readonly code: string | null;
}

/** How a session ended, for its code. */
export function outcomeOf({ done, code }: Pick<Visit, 'done' | 'code'>): string {
  if (done) return 'done';
  if (code === 'timed_out') return 'timeout';
  return code === 'disconnected' ? 'disconnected' : 'failed';
}
