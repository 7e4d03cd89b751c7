import type { ServerEvent } from '../../server/events.js';
import { stateSince, type ServerState } from '../../server/states.js';
import type { StatusSummary } from '../../status/snapshot.js';

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

/** Who knows the status of a server from its events. */
export interface StatusWatch {
  /** Takes in an event. Needs no `this`. */
  readonly observe: (event: ServerEvent) => void;
  readonly status: Status;
}

/** Folds the events of a server into its status. */
export class StatusFold implements StatusWatch {
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

/** Returns the same from the model of a status page: a server that has one needs no other fold. */
export function statusOf({ server, counts }: Pick<StatusSummary, 'server' | 'counts'>): Status {
  const { sessions, open, ended, refusals } = counts;
  return {
    state: server.state,
    open: sum(open),
    began: sessions,
    done: ended.done,
    failed: sum(ended) - ended.done,
    refused: sum(refusals),
  };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
