import { availableParallelism } from 'node:os';
import { ConfigError } from '../protocol/errors.js';
import { isNBits, isToken, N_BITS_RULE, TOKEN_RULE } from '../protocol/rules.js';
import { cryptoScanner } from './crypto-scanner.js';
import { startPool, type Pool } from './pool.js';
import { solveHere } from './solve-here.js';
import type { SearchOptions, Solution } from './solution.js';

export interface SolveOptions extends SearchOptions {
  /** Threads to search with; as many as the machine runs at once when not given. Of no effect with `pool`. */
  readonly threads?: number | undefined;
  /** Threads that were started before, and live on; threads of its own, ended before it settles, when not given. */
  readonly pool?: Pool | undefined;
}

/** Up to here the work is done, on average, before a thread would have started. */
const CALLING_THREAD_BITS = 16;

const MAX_THREADS = 1024;

/**
 * Finds a suffix such that SHA-256 over token and suffix ends in at least nBits zero bits. PROTOCOL.md, section 1, step "work".
 * @param nBits 0 to 64; beyond 40 or so it will not end unless it is aborted
 * @throws {ConfigError} `invalid_option`: a token, nBits or threads that breaks its rule
 * @throws the signal's reason when it aborts
 */
export async function solve(token: string, nBits: number, options: SolveOptions = {}): Promise<Solution> {
  if (!isToken(token)) throw invalid(`token is not ${TOKEN_RULE}`);
  if (!isNBits(nBits)) throw invalid(`nBits ${nBits} is not ${N_BITS_RULE}`);
  const threads = options.threads ?? availableParallelism();
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw invalid(`threads ${threads} is not an integer from 1 to ${MAX_THREADS}`);
  }
  options.signal?.throwIfAborted();
  if (nBits <= CALLING_THREAD_BITS) return solveHere(cryptoScanner(token, nBits), options.signal);
  if (options.pool !== undefined) return options.pool.solve(token, nBits, options);
  const pool = startPool({ threads });
  try {
    return await pool.solve(token, nBits, options);
  } finally {
    await pool.close();
  }
}

function invalid(message: string): ConfigError {
  return new ConfigError('invalid_option', `${message}.`);
}
