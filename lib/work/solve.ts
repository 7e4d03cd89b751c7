import { cryptoScanner } from './crypto-scanner.js';
import { makeScanner, type Engine } from './engine.js';
import { startPool, type Pool } from './pool.js';
import { checkDemand, checkThreads } from './rules.js';
import { solveHere } from './solve-here.js';
import type { SearchOptions, Solution } from './solution.js';

export interface SolveOptions extends SearchOptions {
  /** Threads to search with, 1 to 256; as many as the machine runs at once when not given. Of no effect with `pool`. */
  readonly threads?: number | undefined;
  /** Threads that were started before, and live on; threads of its own, gone before it settles, when not given. */
  readonly pool?: Pool | undefined;
  /** What hashes; the fastest that the machine can run when not given. For tests and comparisons; a pool has its own. */
  readonly engine?: Engine | undefined;
}

/** Up to here, compiling the kernel and building its table would take longer than it saves. */
const CRYPTO_BITS = 12;

/** Up to here, the work is done before a thread could have started: 2.5 ms on average where a thread takes 40. */
const CALLING_THREAD_BITS = 16;

/**
 * Finds a suffix such that SHA-256 over token and suffix ends in at least nBits zero bits. PROTOCOL.md, section 1, step "work".
 * @param token 1 to 128 characters of A-Z a-z 0-9 _ -
 * @param nBits 0 to 64; the mean number of attempts is 2^nBits, so beyond 40 or so it hardly ends unless it is aborted
 * @throws {ConfigError} `invalid_option`: a token, nBits or threads that breaks its rule
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
