import type { ClientRunEvent } from '../../client/events.js';
import { clientLine } from './lines.js';
import { ClientTutorial } from './tutorial.js';

/**
 * Decides what is shown of a run, and where: what happens on standard output, the failure of the run on standard error. Create one for
 * each run.
 */
export class ClientDisplay {
  readonly #tutorial: ClientTutorial | null;
  #failure: string | null = null;

  /** @param tutorial whether to explain each line on standard output */
  constructor(tutorial: boolean) {
    this.#tutorial = tutorial ? new ClientTutorial() : null;
  }

  /** The line about the session that has failed; null when none has, or another attempt follows. At the end of a run, its failure. */
  get failure(): string | null {
    return this.#failure;
  }

  /**
   * Returns the lines of standard output for an event. A failed session has one only once another attempt follows: then it was no failure
   * of the run. The tutorial tells of it at once.
   */
  linesOf(event: ClientRunEvent): readonly string[] {
    const before = this.#failure;
    if (event.type === 'failed') this.#failure = clientLine(event);
    if (event.type === 'reconnecting') this.#failure = null;
    if (this.#tutorial !== null) return this.#tutorial.linesOf(event);
    const lines = event.type === 'failed' ? [] : [clientLine(event)];
    return (event.type === 'reconnecting' ? [before, ...lines] : lines).filter((line) => line !== null);
  }
}
