import type { ServerEvent } from '../../server/events.js';
import { stateSince, type ServerState } from '../../server/states.js';

/** What a server has done since its start, and what it does now. */
export interface Status {
  readonly state: ServerState;
  /** Sessions that are open. */
  readonly open: number;
  /** Sessions that began. */
  readonly began: number;
  /** Sessions whose client was sent DONE. */
  readonly done: number;
  /** Sessions that failed before DONE. */
  readonly failed: number;
  /** Connections that never became a session. */
  readonly refused: number;
}

/** Folds the events of a server into its status. */
export class StatusFold {
  #state: ServerState = 'starting';
  #began = 0;
  #closed = 0;
  #done = 0;
  #failed = 0;
  #refused = 0;

  readonly observe = (event: ServerEvent): void => {
    switch (event.type) {
      case 'connected':
        this.#began += 1;
        return;
      case 'done':
        this.#done += 1;
        return;
      case 'failed':
        this.#failed += 1;
        return;
      case 'closed':
        this.#closed += 1;
        return;
      case 'refused':
        this.#refused += 1;
        return;
      default:
        this.#state = stateSince(event) ?? this.#state;
    }
  };

  get status(): Status {
    return {
      state: this.#state,
      open: this.#began - this.#closed,
      began: this.#began,
      done: this.#done,
      failed: this.#failed,
      refused: this.#refused,
    };
  }
}
