import type { SessionDifficulty } from '../../../../server/difficulty/session-difficulty.js';
import type { WorkPlace } from '../../../../server/difficulty/work-place.js';
import type { ServerEvent } from '../../../../server/events.js';

/** Counts the sessions of all workers that are in WORK, by their events. All those of one certificate are one, whichever worker has them. */
export class ObservedWork {
  readonly #difficulty: Pick<SessionDifficulty, 'placeOf'>;
  /** The places of the sessions in WORK, by the session's id. */
  readonly #places = new Map<string, WorkPlace>();

  constructor(difficulty: Pick<SessionDifficulty, 'placeOf'>) {
    this.#difficulty = difficulty;
  }

  observe(event: ServerEvent): void {
    switch (event.type) {
      case 'sent':
        if (event.command.kind === 'work') this.#begin(event.id, this.#difficulty.placeOf(event.peer), event);
        return;
      case 'work_accepted':
      case 'failed':
      case 'done':
      case 'closed':
        this.#places.get(event.id)?.leave();
        this.#places.delete(event.id);
        return;
      default:
        return;
    }
  }

  #begin(id: string, place: WorkPlace | null, event: ServerEvent): void {
    if (place === null) return;
    place.see(event);
    this.#places.set(id, place);
  }
}
