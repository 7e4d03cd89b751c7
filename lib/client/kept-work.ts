import { satisfies } from '../work/verify.js';
import type { Solve, Solved } from './context.js';

/** The number of solved tokens to keep: one is enough, unless a client is sent from one server to another and back. */
const MAX_KEPT = 4;

interface Search {
  readonly token: string;
  readonly nBits: number;
  readonly found: Promise<Solved>;
  readonly controller: AbortController;
}

/**
 * A solver that outlives the connections of a run. A server may give a client that comes again the token that it had. So a search goes on
 * when its session ends, and a session with the same WORK joins it; a suffix that was found for a token is kept, and answers any WORK with
 * that token whose n_bits it satisfies. Another WORK ends the search: a search has no memory that would be lost. All is in memory only.
 *
 * The owner has to call `stop`: until then, a search may be under way.
 */
export class KeptWork {
  readonly #solve: Solve;
  /** By token, the oldest first. Those that a session was given have no attempts any more. */
  readonly #solved = new Map<string, Solved>();
  #search: Search | null = null;

  constructor(solve: Solve) {
    this.#solve = solve;
  }

  /** Finds a suffix. When the signal aborts, it rejects with its reason, and the search goes on. */
  readonly solve: Solve = async (token, nBits, { signal }) => {
    const kept = this.#solved.get(token);
    if (kept !== undefined && satisfies(token, nBits, kept.suffix)) {
      this.#end();
      return this.#told(token, kept);
    }
    const { found } = this.#joined(token, nBits) ?? this.#begun(token, nBits);
    return this.#told(token, await orGone(found, signal));
  };

  /** Ends the search that is under way, and forgets what was found. */
  stop(): void {
    this.#end();
    this.#solved.clear();
  }

  #joined(token: string, nBits: number): Search | null {
    const search = this.#search;
    return search?.token === token && search.nBits === nBits ? search : null;
  }

  #begun(token: string, nBits: number): Search {
    this.#end();
    const controller = new AbortController();
    const found = call(this.#solve, token, nBits, controller.signal);
    const search = { token, nBits, found, controller };
    this.#search = search;
    found.then(
      (solved) => {
        if (this.#search !== search) return;
        this.#search = null;
        this.#keep(token, nBits, solved);
      },
      () => {
        // A session that waits for it fails. When none does, a later session begins another search.
        if (this.#search === search) this.#search = null;
      },
    );
    return search;
  }

  #end(): void {
    this.#search?.controller.abort();
    this.#search = null;
  }

  #keep(token: string, nBits: number, solved: unknown): void {
    const { suffix } = Object(solved) as { readonly suffix?: unknown };
    // A wrong suffix of a user's solver is not kept. It fails the session that waits for it, if there is one.
    if (typeof suffix !== 'string' || !satisfies(token, nBits, suffix)) return;
    this.#solved.delete(token);
    const [oldest] = this.#solved.keys();
    if (oldest !== undefined && this.#solved.size >= MAX_KEPT) this.#solved.delete(oldest);
    this.#solved.set(token, solved as Solved);
  }

  /** The next session is told of no attempts: nothing was tried for it. */
  #told(token: string, solved: Solved): Solved {
    if (this.#solved.get(token) === solved) {
      this.#solved.set(token, { suffix: solved.suffix, attempts: 0, seconds: 0 });
    }
    return solved;
  }
}

/** A solver may also throw, or return a promise of another make. */
async function call(solve: Solve, token: string, nBits: number, signal: AbortSignal): Promise<Solved> {
  return solve(token, nBits, { signal });
}

/** Settles like the search, or rejects as soon as the signal aborts. */
function orGone(found: Promise<Solved>, signal: AbortSignal): Promise<Solved> {
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', gone);
    const settle = (): void => {
      signal.removeEventListener('abort', gone);
    };
    found.finally(settle).then(resolve, reject);
  });
}
