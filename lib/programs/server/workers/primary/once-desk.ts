import type { SessionRecord } from '../../../../records/record.js';

/** A session that is committing as an identity, and those who wait for the result. */
interface Committing {
  readonly id: string;
  readonly waiting: (() => void)[];
}

/**
 * Who is done, over all workers. A session asks before it commits; what becomes of it shows in its records: nothing else has to be told, so
 * that a worker can be lost at any moment.
 */
export class OnceDesk {
  readonly #done: Set<string>;
  readonly #committing = new Map<string, Committing>();
  /** The identities of the sessions that may commit or have committed, until they are closed. */
  readonly #identities = new Map<string, string>();

  /** @param done the identities of those who are done already */
  constructor(done: Iterable<string>) {
    this.#done = new Set(done);
  }

  isDone(identity: string): boolean {
    return this.#done.has(identity);
  }

  /** Returns whether the session may commit as this identity, when no other one is committing as it. */
  async begin(id: string, identity: string): Promise<boolean> {
    for (;;) {
      if (this.#done.has(identity)) return false;
      const other = this.#committing.get(identity);
      if (other === undefined) break;
      // The other one may fail: then this one is the first.
      await new Promise<void>((resolve) => other.waiting.push(resolve));
    }
    this.#committing.set(identity, { id, waiting: [] });
    this.#identities.set(id, identity);
    return true;
  }

  /** A record is kept. */
  kept({ id, outcome }: SessionRecord): void {
    const identity = this.#identities.get(id);
    if (identity === undefined) return;
    if (outcome === 'done') this.#done.add(identity);
    // DONE was not sent: this record replaces the one that was committed.
    else this.#done.delete(identity);
    this.#end(id, identity);
  }

  /** A record is lost. */
  lost(id: string): void {
    const identity = this.#identities.get(id);
    if (identity !== undefined) this.#end(id, identity);
  }

  /** A session is closed, or its worker is gone. */
  closed(id: string): void {
    this.lost(id);
    this.#identities.delete(id);
  }

  #end(id: string, identity: string): void {
    const committing = this.#committing.get(identity);
    if (committing?.id !== id) return;
    this.#committing.delete(identity);
    for (const resolve of committing.waiting) resolve();
  }
}
