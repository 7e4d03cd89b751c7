import { trailingZeroBits, workDigest } from '../protocol/digests.js';
import { ServiceError } from '../protocol/errors.js';

/** Returns whether a suffix is valid for WORK. The server makes the same check. */
export function satisfies(token: string, nBits: number, suffix: string): boolean {
  return trailingZeroBits(workDigest(token, suffix)) >= nBits;
}

/**
 * Returns the suffix of a thread after checking it once more.
 * @throws {ServiceError} `internal_error`
 */
export function verified(token: string, nBits: number, suffix: string): string {
  if (satisfies(token, nBits, suffix)) return suffix;
  throw new ServiceError('internal_error', 'A solver thread found a wrong suffix.');
}
