/** Counts the sessions in WORK, all those of one certificate as one. */
export class WorkLoad {
  readonly #keys = new Map<string, number>();
  #withoutKey = 0;

  /** The number of certificates that have a session in WORK, and of such sessions without a certificate. */
  get count(): number {
    return this.#keys.size + this.#withoutKey;
  }

  /** @param key tells certificates apart; null for a client without one */
  enter(key: string | null): void {
    if (key === null) this.#withoutKey += 1;
    else this.#keys.set(key, (this.#keys.get(key) ?? 0) + 1);
  }

  /** Call it once for each `enter`. */
  leave(key: string | null): void {
    if (key === null) {
      this.#withoutKey -= 1;
      return;
    }
    const left = (this.#keys.get(key) ?? 0) - 1;
    if (left > 0) this.#keys.set(key, left);
    else this.#keys.delete(key);
  }
}
