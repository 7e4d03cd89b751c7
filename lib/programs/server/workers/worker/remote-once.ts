import { defer, from, mergeMap, throwError, type Observable } from 'rxjs';
import { alreadyDone } from '../../../../protocol/access-failures.js';
import type { RecordStore } from '../../../../session/context.js';
import type { SessionEvent } from '../../../../session/events.js';
import { identityOf, type IdentityKind } from '../../../../session/identity.js';
import type { Channel } from '../channel/channel.js';
import { COMMIT_ONCE } from '../messages/records.js';

/** A record store that asks the primary before it commits: another worker may have a session of the same client. */
export class RemoteOnce implements RecordStore {
  readonly #store: RecordStore;
  readonly #kind: IdentityKind;
  readonly #channel: Channel;
  readonly #identities = new Map<string, string>();

  constructor(store: RecordStore, kind: IdentityKind, channel: Channel) {
    this.#store = store;
    this.#kind = kind;
    this.#channel = channel;
  }

  observe(event: SessionEvent): void {
    const { type, id, peer } = event;
    if (type === 'connected' && peer.client !== null) {
      this.#identities.set(id, identityOf(peer.client, this.#kind));
    } else if (type === 'closed') this.#identities.delete(id);
    this.#store.observe(event);
  }

  commit(id: string): Observable<never> {
    const identity = this.#identities.get(id);
    if (identity === undefined) return this.#store.commit(id);
    return defer(() => from(this.#channel.ask(COMMIT_ONCE, [id, identity]))).pipe(
      mergeMap((isFirst) => (isFirst ? this.#store.commit(id) : throwError(alreadyDone))),
    );
  }
}
