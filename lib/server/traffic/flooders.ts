/** How long a certificate is refused after a flood, and how long all new connections are metered, in milliseconds. */
export const PENALTY_MS = 60_000;
export const METERED_MS = 10 * 60_000;

/** The maximum number of refused certificates. Each has cost its holder a session, so the CA would have to be hostile. */
const MAX_FLOODERS = 1000;

/** The certificates that have flooded the server of late, by fingerprint. */
export class Flooders {
  readonly #until = new Map<string, number>();

  add(fingerprint: string, now: number): void {
    this.#until.delete(fingerprint);
    this.#until.set(fingerprint, now + PENALTY_MS);
    if (this.#until.size <= MAX_FLOODERS) return;
    // A map keeps the order of insertion: the first is the oldest.
    for (const oldest of this.#until.keys()) {
      this.#until.delete(oldest);
      return;
    }
  }

  has(fingerprint: string, now: number): boolean {
    const until = this.#until.get(fingerprint);
    if (until === undefined) return false;
    if (now < until) return true;
    this.#until.delete(fingerprint);
    return false;
  }
}
