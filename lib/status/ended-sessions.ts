import type { SessionEntry } from './entries.js';
import { Ring } from './ring.js';

/** An ended session that is not read yet: a page reads only those that it shows. */
export interface UnreadSession {
  /** When it ended. */
  readonly at: number;
  readonly read: () => SessionEntry;
}

/**
 * The sessions that ended last. Each is kept as one text of JSON: as small objects, ten thousand of them would take as long to mark as all
 * else in the memory of a server, at each collection of garbage.
 */
export class EndedSessions {
  readonly #texts: Ring<string>;
  readonly #ends: Ring<number>;
  /** The ids of their participants, in the same order. */
  readonly #participants: Ring<string>;

  /** @param max the maximum number of sessions; at least 1 */
  constructor(max: number) {
    this.#texts = new Ring(max);
    this.#ends = new Ring(max);
    this.#participants = new Ring(max);
  }

  get size(): number {
    return this.#texts.size;
  }

  push(entry: SessionEntry): void {
    this.#texts.push(JSON.stringify(entry));
    this.#ends.push(entry.endedAt ?? entry.startedAt);
    this.#participants.push(entry.participant);
  }

  /** Yields them, the newest first. */
  *newestFirst(): Generator<UnreadSession> {
    const ends = this.#ends.newestFirst();
    for (const text of this.#texts.newestFirst()) {
      yield { at: ends.next().value ?? NaN, read: () => readEntry(text) };
    }
  }

  /** Returns those of a participant, the newest first. */
  of(participant: string): SessionEntry[] {
    const participants = this.#participants.newestFirst();
    const found: SessionEntry[] = [];
    for (const text of this.#texts.newestFirst()) {
      if (participants.next().value === participant) found.push(readEntry(text));
    }
    return found;
  }
}

/** The text is our own. */
function readEntry(text: string): SessionEntry {
  return JSON.parse(text) as SessionEntry;
}
