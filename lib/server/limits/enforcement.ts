import { isShed, REFUSAL_SENTENCES, type Refusal } from '../../protocol/reasons.js';
import type { RemoteAddress } from '../../session/events.js';
import type { WouldRefuseEvent } from '../events.js';
import type { LimitsOptions } from './limits-options.js';
import type { ProcessLoad } from './process-load.js';

/** What follows from a reason to refuse a connection: it is refused; or, with `--limits-dry-run`, that is only told of. */
export class Enforcement {
  readonly #options: LimitsOptions;
  readonly #load: ProcessLoad;
  readonly #emit: (event: WouldRefuseEvent) => void;

  constructor(options: LimitsOptions, load: ProcessLoad, emit: (event: WouldRefuseEvent) => void) {
    this.#options = options;
    this.#load = load;
    this.#emit = emit;
  }

  /** Returns the reason, or null where there is none or it is only told of. */
  refuse(remote: RemoteAddress | null, reason: Refusal | null): Refusal | null {
    if (reason === null) return null;
    if (this.#options.config().limitsDryRun) {
      this.wouldRefuse(remote, reason);
      return null;
    }
    if (isShed(reason)) this.#load.reportShed(reason, this.#options.clock.now());
    return reason;
  }

  /** Tells of a refusal that the dry run has spared. */
  wouldRefuse(remote: RemoteAddress | null, reason: Refusal): void {
    const { counts, now } = this.#options;
    const count = counts.nextDryRun(reason);
    const message = REFUSAL_SENTENCES[reason];
    this.#emit({ type: 'would_refuse', at: now(), remote, reason, message, count });
  }
}
