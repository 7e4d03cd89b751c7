import { cryptoScanner } from './crypto-scanner.js';
import { makeScanner, type Engine } from './engine.js';
import { startPool, type Pool } from './pool.js';
import { checkDemand, checkThreads } from './rules.js';
import { solveHere } from './solve-here.js';
import type { SearchOptions, Solution } from './solution.js';

export interface SolveOptions extends SearchOptions {
  /** The number of threads, 1 to 256; as many as the machine runs in parallel when not given. Has no effect with `pool`. */
  readonly threads?: number | undefined;
  /** A pool to search with, which stays open. When not given, the call starts its own threads and ends them before it settles. */
  readonly pool?: Pool | undefined;
  /** The engine, for tests and comparisons; the fastest that the machine can run when not given. A pool uses its own engine. */
  readonly engine?: Engine | undefined;
}

/** Up to this number of bits, compiling the kernel and building its table takes longer than it saves. */
const CRYPTO_BITS = 12;

/** Up to this number of bits, the work is faster than the start of a thread: 2.5 ms on average, against 40 ms. */
const CALLING_THREAD_BITS = 16;

/**
 * Finds a suffix for which the SHA-256 of token + suffix ends in at least nBits zero bits. PROTOCOL.md, section 1, step "work".
 * @param token 1 to 128 characters of A-Z a-z 0-9 _ -
 * @param nBits 0 to 64. The mean number of attempts is 2^nBits: above about 40, a search takes hours or longer
 * @throws {ConfigError} `invalid_option`: token, nBits or threads breaks its rule
 * @throws {ServiceError} `internal_error`: a thread failed
 * @throws the signal's reason when it aborts
 */
export async function solve(token: string, nBits: number, options: SolveOptions = {}): Promise<Solution> {
  checkDemand(token, nBits);
  const threads = checkThreads(options.threads);
  const { pool, signal, engine } = options;
  signal?.throwIfAborted();
  if (nBits <= CRYPTO_BITS && engine === undefined) {
    return solveHere(() => cryptoScanner(token, nBits), signal);
  }
  if (nBits <= CALLING_THREAD_BITS) {
    return solveHere(() => makeScanner(token, nBits, engine), signal);
  }
  if (pool !== undefined) return pool.solve(token, nBits, options);
  const own = startPool({ threads, engine });
  try {
    return await own.solve(token, nBits, options);
  } finally {
    await own.close();
  }
}
