import type { DifficultySettings } from './settings.js';

/** The least time between two changes, in milliseconds. */
export const CHANGE_INTERVAL_MS = 60_000;

/** The load falls below this share of a threshold before a rise above it is taken back. Between the two, nothing changes. */
const DOWN_SHARE = 0.7;

/**
 * Returns the load that is fine at a number of zero bits. Each bit doubles the time that WORK takes, so as many clients a second keep twice
 * as many sessions in WORK. A target that did not double would be missed for good by the rise that it asks for.
 */
export function targetAt(nBits: number, { floor, target }: DifficultySettings): number {
  return target * 2 ** (nBits - floor);
}

/**
 * Returns the number of zero bits that follows: one more if the load is above the target, one less if it is well below that of one bit
 * less, or the same.
 */
export function decide(nBits: number, load: number, settings: DifficultySettings): number {
  const { floor, ceiling } = settings;
  if (load > targetAt(nBits, settings) && nBits < ceiling) return nBits + 1;
  if (load < targetAt(nBits - 1, settings) * DOWN_SHARE && nBits > floor) return nBits - 1;
  return nBits;
}
