import { trailingZeroBits, workDigest } from '../protocol/digests.js';
import { ServiceError } from '../protocol/errors.js';

/** Whether the suffix is what WORK asked for, as the server will check it. */
export function satisfies(token: string, nBits: number, suffix: string): boolean {
  return trailingZeroBits(workDigest(token, suffix)) >= nBits;
}

/**
 * The suffix, if it does: what a thread hands over is not taken on trust.
 * @throws {ServiceError} `internal_error`
 */
export function verified(token: string, nBits: number, suffix: string): string {
  if (satisfies(token, nBits, suffix)) return suffix;
  throw new ServiceError('internal_error', 'A thread of the proof of work found a wrong suffix.');
}
