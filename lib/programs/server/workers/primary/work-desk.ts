import { firstValueFrom, from } from 'rxjs';
import { isLater, type MaybeAsync } from '../../../../rx/maybe-async.js';
import type { WorkStore } from '../../../../session/work-store.js';
import type { Channel } from '../channel/channel.js';
import { DISCARD_WORK, RELEASE_WORK, SPEND_WORK, TAKE_WORK } from '../messages/work.js';

/** Keeps the work of one worker's sessions, in one store with that of the others. */
export class WorkDesk {
  readonly #store: WorkStore;
  /** The sessions that hold work. */
  readonly #holding = new Set<string>();

  constructor(store: WorkStore, channel: Channel) {
    this.#store = store;
    channel.onAsk(TAKE_WORK, (wanted) => {
      this.#holding.add(wanted.session);
      return settled(store.take(wanted));
    });
    channel.onAsk(SPEND_WORK, ([token, session]) => {
      this.#holding.delete(session);
      return settled(store.spend(token, session));
    });
    channel.onTell(RELEASE_WORK, (session) => {
      if (this.#holding.delete(session)) store.release(session);
    });
    channel.onTell(DISCARD_WORK, (session) => {
      if (this.#holding.delete(session)) store.discard(session);
    });
  }

  /** The worker is gone: its clients can have their work again. */
  giveBack(): void {
    for (const session of this.#holding) this.#store.release(session);
    this.#holding.clear();
  }
}

function settled<T>(given: MaybeAsync<T>): T | Promise<T> {
  return isLater(given) ? firstValueFrom(from(given)) : given;
}
