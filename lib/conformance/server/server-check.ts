import type { Check } from '../engine/check.js';
import type { ServerFacts } from './facts.js';
import type { ServerStage } from './stage.js';

/** A check of a server. */
export interface ServerCheck extends Check<ServerStage> {
  /** Whether it ends the server, so that nothing else may run beside it: these come last, one by one. Default: false. */
  readonly alone?: boolean;
  /** Whether it takes from others what they need of a server: left out where the kit is told to be gentle. Default: false. */
  readonly disturbs?: boolean;
  /** How long the server may wait in it by its own deadlines, in milliseconds: added to the time limit. Default: 0. */
  readonly waitsMs?: (facts: ServerFacts) => number;
}
