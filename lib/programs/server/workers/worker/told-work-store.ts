import type { TakenWork, WantedWork, WorkStore } from '../../../../session/work-store.js';
import type { Channel } from '../channel/channel.js';
import { DISCARD_WORK, HOLD_WORK, RELEASE_WORK, TAKE_WORK, WORK_FREED } from '../messages/work.js';
import type { OldWork } from './old-work.js';

/**
 * The work of a worker whose primary keeps it in its memory. Only this worker can spend what its sessions hold, so it asks for nothing but
 * work of an earlier connection, and only where there may be some. Of the rest the primary is told, for the next connection of the client.
 *
 * A worker that dies has not told of its last moments, 100 ms at most: work that it gave then is lost, and a proof that it accepted then can
 * be sent once more, as its session is lost.
 */
export class ToldWorkStore implements WorkStore {
  readonly #channel: Channel;
  readonly #oldWork: OldWork;
  /** The tokens that sessions hold, by session; null while the primary is asked for one. */
  readonly #held = new Map<string, string | null>();

  constructor(channel: Channel, oldWork: OldWork) {
    this.#channel = channel;
    this.#oldWork = oldWork;
    channel.onTell(WORK_FREED, (certificate) => {
      oldWork.freed(certificate);
    });
  }

  take(wanted: WantedWork): TakenWork | Promise<TakenWork> {
    const { certificate, session, token, nBits, lifetime } = wanted;
    if (this.#oldWork.mayBeFor(certificate)) return this.#ask(wanted);
    this.#held.set(session, token);
    this.#channel.tell(HOLD_WORK, wanted);
    return { token, nBits, isResumed: false, secondsLeft: lifetime };
  }

  spend(token: string, session: string): boolean {
    if (this.#held.get(session) !== token) return false;
    this.#held.delete(session);
    this.#channel.report(DISCARD_WORK, session);
    return true;
  }

  release(session: string): void {
    if (this.#held.delete(session)) this.#channel.tell(RELEASE_WORK, session);
  }

  discard(session: string): void {
    if (this.#held.delete(session)) this.#channel.tell(DISCARD_WORK, session);
  }

  async #ask(wanted: WantedWork): Promise<TakenWork> {
    const { session } = wanted;
    this.#held.set(session, null);
    const taken = await this.#channel.ask(TAKE_WORK, wanted);
    // Unless the session has ended meanwhile: then it has released what came.
    if (this.#held.has(session)) this.#held.set(session, taken.token);
    return taken;
  }
}
