import { milliseconds } from '../protocol/milliseconds.js';

/** The upper bound of the first pause, in milliseconds. That of each further one is twice as long. */
export const FIRST_PAUSE_MS = 1_000;
/** The upper bound of every pause, in milliseconds. */
export const MAX_PAUSE_MS = 60_000;
/** A connection that holds for so long ends an outage: the next one starts with short pauses, and with its whole time. */
export const HELD_MS = 60_000;

/**
 * Counts how long a client is without a connection, and says how long to wait before the next one. A pause is a random part of its upper
 * bound ("full jitter"): the clients of a server that comes back do not all come at the same moment. Times are in milliseconds.
 */
export class Outage {
  readonly #limitMs: number;
  readonly #random: () => number;
  #tries = 0;
  /** The time without a connection, up to the last connection. */
  #offlineMs = 0;
  #lostAt: number;
  #connectedAt: number | null = null;

  /**
   * @param seconds the time without a connection after which it gives up
   * @param random returns a number from 0 to below 1
   */
  constructor(seconds: number, now: number, random: () => number) {
    this.#limitMs = milliseconds(seconds);
    this.#lostAt = now;
    this.#random = random;
  }

  /** The number of pauses so far. */
  get tries(): number {
    return this.#tries;
  }

  connected(now: number): void {
    this.#offlineMs += Math.max(0, now - this.#lostAt);
    this.#connectedAt = now;
  }

  /** The connection is lost. Has no effect without one: another attempt has failed then. */
  lost(now: number): void {
    if (this.#connectedAt === null) return;
    if (now - this.#connectedAt >= HELD_MS) {
      this.#offlineMs = 0;
      this.#tries = 0;
    }
    this.#connectedAt = null;
    this.#lostAt = now;
  }

  /** Returns the pause before the next attempt; null when the time is over. The last attempt is made at the end of the time. */
  pause(now: number): number | null {
    const leftMs = this.#limitMs - this.#offlineMs - Math.max(0, now - this.#lostAt);
    if (leftMs <= 0) return null;
    const boundMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#tries, MAX_PAUSE_MS);
    this.#tries++;
    return Math.min(Math.floor(this.#random() * boundMs), leftMs);
  }
}
