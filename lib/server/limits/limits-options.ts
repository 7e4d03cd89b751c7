import type { ReasonCounts } from '../reason-counts.js';
import type { ProcessLoadOptions } from './process-load.js';

/** What the limits of a server are taken from. */
export interface LimitsOptions extends ProcessLoadOptions {
  readonly counts: ReasonCounts;
}
