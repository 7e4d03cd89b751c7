import { firstValueFrom, from } from 'rxjs';
import { isLater, type MaybeAsync } from '../../../../rx/maybe-async.js';
import type { Channel } from '../channel/channel.js';
import { DISCARD_WORK, HOLD_WORK, RELEASE_WORK, SPEND_WORK, TAKE_WORK } from '../messages/work.js';
import type { HostWork } from './host-work.js';

/** Keeps the work of one worker's sessions, in one store with that of the others. */
export class WorkDesk {
  readonly #work: Pick<HostWork, 'store' | 'memory'>;
  readonly #onFreed: (certificate: string) => void;
  /** The sessions that hold work, with their certificates. */
  readonly #holding = new Map<string, string>();

  /** @param onFreed called when a certificate has work that no session holds, if the store is in memory */
  constructor(
    work: Pick<HostWork, 'store' | 'memory'>,
    channel: Channel,
    onFreed: (certificate: string) => void,
  ) {
    this.#work = work;
    this.#onFreed = onFreed;
    const { store, memory } = work;
    channel.onAsk(TAKE_WORK, (wanted) => {
      this.#holding.set(wanted.session, wanted.certificate);
      return settled(store.take(wanted));
    });
    channel.onTell(HOLD_WORK, (wanted) => {
      this.#holding.set(wanted.session, wanted.certificate);
      memory?.hold(wanted);
    });
    channel.onAsk(SPEND_WORK, ([token, session]) => {
      this.#holding.delete(session);
      return settled(store.spend(token, session));
    });
    channel.onTell(RELEASE_WORK, (session) => {
      this.#release(session);
    });
    channel.onTell(DISCARD_WORK, (session) => {
      if (this.#holding.delete(session)) store.discard(session);
    });
  }

  /** The worker is gone: its clients can have their work again. */
  giveBack(): void {
    for (const session of this.#holding.keys()) this.#release(session);
  }

  #release(session: string): void {
    const certificate = this.#holding.get(session);
    if (certificate === undefined) return;
    this.#holding.delete(session);
    this.#work.store.release(session);
    if (this.#work.memory !== null) this.#onFreed(certificate);
  }
}

function settled<T>(given: MaybeAsync<T>): T | Promise<T> {
  return isLater(given) ? firstValueFrom(from(given)) : given;
}
