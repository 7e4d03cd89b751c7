import { availableParallelism } from 'node:os';
import { ConfigError } from '../protocol/errors.js';
import { isNBits, isToken, N_BITS_RULE, TOKEN_RULE } from '../protocol/rules.js';

/** More threads would cost memory, and speed up nothing on today's machines. */
const MAX_THREADS = 256;

export const THREADS_RULE = `an integer from 1 to ${MAX_THREADS}`;

export function isThreads(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_THREADS;
}

/** @throws {ConfigError} `invalid_option`; the message does not quote the token */
export function checkDemand(token: string, nBits: number): void {
  if (!isToken(token)) throw invalid(`token is not ${TOKEN_RULE}`);
  if (!isNBits(nBits)) throw invalid(`nBits ${nBits} is not ${N_BITS_RULE}`);
}

/**
 * Returns the number of threads to use: as many as the machine runs in parallel when not given.
 * @throws {ConfigError} `invalid_option`
 */
export function checkThreads(threads = Math.min(availableParallelism(), MAX_THREADS)): number {
  if (!isThreads(threads)) throw invalid(`threads ${threads} is not ${THREADS_RULE}`);
  return threads;
}

function invalid(message: string): ConfigError {
  return new ConfigError('invalid_option', `${message}.`);
}
