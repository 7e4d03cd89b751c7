import type { ServerConfig } from '../../config/server-config.js';
import type { ServerEvent } from '../../server/events.js';
import { EXIT_CODES } from '../shared/exit-codes.js';

/** Follows the events of a server, and knows the exit code of the program. A tutorial fails until all its sessions are passed. */
export class ExitCode {
  #code: number;
  /** The number of sessions that have to be passed yet. */
  #left: number;

  constructor({ tutorial, tutorialSessions }: Pick<ServerConfig, 'tutorial' | 'tutorialSessions'>) {
    this.#code = tutorial ? EXIT_CODES.failure : EXIT_CODES.success;
    this.#left = tutorial ? tutorialSessions : 0;
  }

  get code(): number {
    return this.#code;
  }

  observe(event: ServerEvent): void {
    if (event.type === 'drain_timed_out' && this.#code === EXIT_CODES.success) {
      this.#code = EXIT_CODES.drainCutShort;
    }
    if (event.type !== 'done' || !event.confirmed || this.#left === 0) return;
    this.#left -= 1;
    if (this.#left === 0) this.#code = EXIT_CODES.success;
  }
}
