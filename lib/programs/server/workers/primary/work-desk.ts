import { firstValueFrom } from 'rxjs';
import { asObservable, isLater, type MaybeAsync } from '../../../../rx/maybe-async.js';
import type { TakenWork, WantedWork, WorkStore } from '../../../../session/work-store.js';
import type { Channel } from '../channel/channel.js';
import { DISCARD_WORK, RELEASE_WORK, SPEND_WORK, TAKE_WORK } from '../messages/work.js';

/** Keeps the work of one worker's sessions, in one store with that of the others. */
export class WorkDesk {
  readonly #store: WorkStore;
  /** The sessions that may hold work. */
  readonly #sessions = new Set<string>();

  constructor(store: WorkStore, channel: Channel) {
    this.#store = store;
    channel.onAsk(TAKE_WORK, (wanted) => this.#take(wanted));
    channel.onAsk(SPEND_WORK, ([token, session]) => this.#spend(token, session));
    channel.onTell(RELEASE_WORK, (session) => {
      this.#sessions.delete(session);
      store.release(session);
    });
    channel.onTell(DISCARD_WORK, (session) => {
      this.#sessions.delete(session);
      store.discard(session);
    });
  }

  /** The worker is gone: its clients find their work again. */
  lose(): void {
    for (const session of this.#sessions) this.#store.release(session);
    this.#sessions.clear();
  }

  #take(wanted: WantedWork): TakenWork | Promise<TakenWork> {
    this.#sessions.add(wanted.session);
    return now(this.#store.take(wanted));
  }

  #spend(token: string, session: string): boolean | Promise<boolean> {
    this.#sessions.delete(session);
    return now(this.#store.spend(token, session));
  }
}

function now<T>(answer: MaybeAsync<T>): T | Promise<T> {
  return isLater(answer) ? firstValueFrom(asObservable(answer)) : answer;
}
