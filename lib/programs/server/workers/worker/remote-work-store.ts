import type { TakenWork, WantedWork, WorkStore } from '../../../../session/work-store.js';
import type { Channel } from '../channel/channel.js';
import { DISCARD_WORK, RELEASE_WORK, SPEND_WORK, TAKE_WORK } from '../messages/work.js';

/** The work of a worker whose primary has it from elsewhere: other servers take and spend it too, so each step is asked for. */
export class RemoteWorkStore implements WorkStore {
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  take(wanted: WantedWork): Promise<TakenWork> {
    return this.#channel.ask(TAKE_WORK, wanted);
  }

  spend(token: string, session: string): Promise<boolean> {
    return this.#channel.ask(SPEND_WORK, [token, session]);
  }

  release(session: string): void {
    this.#channel.tell(RELEASE_WORK, session);
  }

  discard(session: string): void {
    this.#channel.tell(DISCARD_WORK, session);
  }
}
