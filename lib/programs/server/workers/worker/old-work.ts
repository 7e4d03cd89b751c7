import { Tally, type TallyEntry } from '../../../../server/limits/tally.js';

/**
 * Knows which clients of this worker may have work of an earlier connection: the primary says it with the place of a session, and tells when
 * work is free later. Most have none, and need not wait for an answer.
 */
export class OldWork {
  /** The sessions of each certificate. */
  readonly #sessions = new Tally();
  /** Until its last session is over: an answer that came too late for one session might be false for the next. */
  readonly #mayHaveWork = new Set<string>();

  /** The number of certificates with sessions. */
  get size(): number {
    return this.#sessions.size;
  }

  /** A client with this certificate asks for a session. Give the entry back to `left`, once. */
  came(certificate: string): TallyEntry {
    return this.#sessions.enter(certificate);
  }

  /** Its session is over, or it got none. */
  left(entry: TallyEntry): void {
    this.#sessions.leave(entry);
    if (entry.count === 0) this.#mayHaveWork.delete(entry.key);
  }

  /** The certificate has work that no session holds. */
  freed(certificate: string): void {
    if (this.#sessions.countOf(certificate) > 0) this.#mayHaveWork.add(certificate);
  }

  /** Returns whether the primary must be asked. */
  mayBeFor(certificate: string): boolean {
    return this.#mayHaveWork.has(certificate) || this.#sessions.countOf(certificate) === 0;
  }
}
