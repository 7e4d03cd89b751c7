/**
 * The slowest client that is to be done in time, in hashes a second: one thread of a script that calls a hash function for each attempt.
 * docs/n-bits.md has the measurements.
 */
export const SLOWEST_CLIENT = 1_000_000;

/** The probability with which it is done in time. */
export const IN_TIME = 0.95;

/**
 * Returns the probability that a client finds a suffix within a time. Each attempt succeeds with 2^-nBits, whatever was tried before, so
 * the time is geometric; for so small a probability that is 1 - e^(-attempts / 2^nBits).
 * @param perSecond attempts a second
 */
export function probabilityInTime(nBits: number, perSecond: number, seconds: number): number {
  return -Math.expm1((-perSecond * seconds) / 2 ** nBits);
}

/**
 * Returns the highest number of zero bits that the slowest client finds within the deadline of WORK with the probability `IN_TIME`:
 * floor(log2(SLOWEST_CLIENT * seconds / -ln(1 - IN_TIME))).
 * @param workTimeout in seconds
 */
export function ceilingOf(workTimeout: number): number {
  return Math.floor(Math.log2((SLOWEST_CLIENT * workTimeout) / -Math.log1p(-IN_TIME)));
}
