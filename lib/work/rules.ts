import { availableParallelism } from 'node:os';
import { MAX_THREADS, threadsRule } from '../config/rules.js';
import { ConfigError } from '../protocol/errors.js';
import { isNBits, isToken, N_BITS_RULE, TOKEN_RULE } from '../protocol/rules.js';

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
  const isValid: boolean = threadsRule.validate(threads);
  if (!isValid) throw invalid(`threads ${threads} is not ${threadsRule.description}`);
  return threads;
}

function invalid(message: string): ConfigError {
  return new ConfigError('invalid_option', `${message}.`);
}
