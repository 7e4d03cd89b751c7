import type { ServerBehaviour } from './behaviour.js';

/** A server that makes one mistake. */
export interface ServerMutant {
  /** Words with `_`. */
  readonly name: string;
  /** The mistake, as one sentence. */
  readonly mistake: string;
  /** The ids of the checks that must catch it. */
  readonly caughtBy: readonly string[];
  /** What it does otherwise than `CORRECT`. A function makes it anew for each check: for a mistake that has a memory. */
  readonly behaviour: Partial<ServerBehaviour> | (() => Partial<ServerBehaviour>);
  /** It hangs: the checks get this time limit, in seconds, instead of their own. Its verdict is a failure in any case. */
  readonly limitSeconds?: number;
}
