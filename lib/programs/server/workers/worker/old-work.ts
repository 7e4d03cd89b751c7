/** What is known of a certificate with sessions here. */
interface Known {
  sessions: number;
  /** Once true, it stays: an answer that came too late for one session might be false for the next. */
  mayHaveWork: boolean;
}

/**
 * Knows which clients of this worker may have work of an earlier connection: the primary says it with the place of a session, and tells when
 * work is free later. Most have none, and need not wait for an answer.
 */
export class OldWork {
  readonly #known = new Map<string, Known>();

  /** The number of certificates with sessions. */
  get size(): number {
    return this.#known.size;
  }

  /** A client with this certificate asks for a session. */
  came(certificate: string): void {
    const known = this.#known.get(certificate);
    if (known === undefined) this.#known.set(certificate, { sessions: 1, mayHaveWork: false });
    else known.sessions += 1;
  }

  /** Its session is over, or it got none. */
  left(certificate: string): void {
    const known = this.#known.get(certificate);
    if (known === undefined) return;
    known.sessions -= 1;
    if (known.sessions === 0) this.#known.delete(certificate);
  }

  /** The certificate has work that no session holds. */
  freed(certificate: string): void {
    const known = this.#known.get(certificate);
    if (known !== undefined) known.mayHaveWork = true;
  }

  /** Returns whether the primary must be asked. */
  mayBeFor(certificate: string): boolean {
    return this.#known.get(certificate)?.mayHaveWork ?? true;
  }
}
