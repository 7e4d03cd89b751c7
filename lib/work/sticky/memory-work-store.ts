import type { TimestampProvider } from 'rxjs';
import { BoundedTable } from '../../protocol/bounded-table.js';
import { milliseconds } from '../../protocol/milliseconds.js';
import type { TakenWork, WantedWork, WorkStore } from '../../session/work-store.js';

/** Options of a `MemoryWorkStore`. */
export interface MemoryWorkStoreOptions {
  /** A monotonic clock, in milliseconds. Default: `performance`. */
  readonly clock?: TimestampProvider;
  /** The maximum number of certificates that have work and no session with it. The one that left longest ago goes first. Default 10000. */
  readonly maxCertificates?: number;
  /** The maximum number of tokens of one certificate that no session holds. The oldest goes first. Default 8. */
  readonly maxPerCertificate?: number;
}

/** Work that was handed out, and whose proof has not been accepted. */
export interface UnspentWork {
  readonly certificate: string;
  readonly token: string;
  readonly nBits: number;
  /** By the clock of the store. */
  readonly expiresAt: number;
}

/**
 * Keeps the work of one process. It answers at once.
 *
 * Its memory is bounded: what sessions hold by the limits of sessions, and the rest by its options. A certificate gets more than one token
 * only by sessions at once, because a session gets a fresh one only if each of the others is held.
 */
export class MemoryWorkStore implements WorkStore {
  readonly #clock: TimestampProvider;
  readonly #maxPerCertificate: number;
  /** The work that sessions hold, by session. */
  readonly #held = new Map<string, UnspentWork>();
  /** The rest, by certificate, the oldest first. */
  readonly #free: BoundedTable<readonly UnspentWork[]>;

  constructor({
    clock = performance,
    maxCertificates = 10_000,
    maxPerCertificate = 8,
  }: MemoryWorkStoreOptions = {}) {
    this.#clock = clock;
    this.#maxPerCertificate = maxPerCertificate;
    this.#free = new BoundedTable({
      maxEntries: maxCertificates,
      isStale: (works, now) => works.every(({ expiresAt }) => expiresAt <= now),
    });
  }

  /** The number of tokens that sessions hold. */
  get held(): number {
    return this.#held.size;
  }

  /** The number of certificates that have work and no session with it. */
  get waiting(): number {
    return this.#free.size;
  }

  /** Removes the work that no session holds, and returns it. */
  drain(): readonly UnspentWork[] {
    const works = [...this.#free.values()].flat();
    for (const { certificate } of works) this.#free.delete(certificate);
    return works;
  }

  /** Adds work that no session holds. */
  add(work: UnspentWork): void {
    const { certificate } = work;
    const now = this.#clock.now();
    const works = [...(this.#free.get(certificate) ?? []), work]
      .filter(({ expiresAt }) => expiresAt > now)
      .sort((a, b) => a.expiresAt - b.expiresAt)
      .slice(-this.#maxPerCertificate);
    this.#keep(certificate, works, now);
  }

  /** Returns whether the certificate has work that no session holds. It may have expired. */
  has(certificate: string): boolean {
    return this.#free.size > 0 && this.#free.get(certificate) !== undefined;
  }

  take(wanted: WantedWork): TakenWork {
    const { certificate, session, token, nBits, lifetime } = wanted;
    const now = this.#clock.now();
    const old = this.#free.size === 0 ? undefined : this.#takeOld(certificate, now);
    if (old !== undefined) {
      this.#held.set(session, old);
      const secondsLeft = (old.expiresAt - now) / 1000;
      return { token: old.token, nBits: old.nBits, isResumed: true, secondsLeft };
    }
    this.hold(wanted);
    return { token, nBits, isResumed: false, secondsLeft: lifetime };
  }

  /** The session holds the fresh work, whatever else its certificate has. */
  hold({ certificate, session, token, nBits, lifetime }: WantedWork): void {
    const expiresAt = this.#clock.now() + milliseconds(lifetime);
    this.#held.set(session, { certificate, token, nBits, expiresAt });
  }

  // The deadline of its session is that of the token, so what is held has not expired.
  spend(token: string, session: string): boolean {
    return this.#held.get(session)?.token === token && this.#held.delete(session);
  }

  release(session: string): void {
    const work = this.#held.get(session);
    if (work === undefined) return;
    this.#held.delete(session);
    this.add(work);
  }

  discard(session: string): void {
    this.#held.delete(session);
  }

  #takeOld(certificate: string, now: number): UnspentWork | undefined {
    const works = this.#free.get(certificate)?.filter(({ expiresAt }) => expiresAt > now);
    if (works === undefined) return undefined;
    const [oldest, ...others] = works;
    this.#keep(certificate, others, now);
    return oldest;
  }

  #keep(certificate: string, works: readonly UnspentWork[], now: number): void {
    if (works.length === 0) this.#free.delete(certificate);
    else this.#free.set(certificate, works, now);
  }
}
