const FIRST = 1000;
const LONGEST = 15_000;

/**
 * Returns the pause before the next attempt to connect, in milliseconds: 1 s, then twice as long each time, at most 15 s. A fifth of it is
 * by chance, so that many pages do not come back at the same moment.
 * @param failures how many attempts have failed since the connection was lost, from 0
 * @param random a number in [0, 1)
 */
export function pauseBefore(failures: number, random: number): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(failures, 10));
  return Math.round(full * (0.8 + 0.2 * random));
}
