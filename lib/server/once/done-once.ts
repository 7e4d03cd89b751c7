import { concat, defer, finalize, Subject, tap, throwError, type Observable } from 'rxjs';
import type { ServerConfig } from '../../config/server-config.js';
import { alreadyDone } from '../../protocol/access-failures.js';
import { ConfigError, isTlslpError, type TlslpError } from '../../protocol/errors.js';
import type { RecordStore } from '../../session/context.js';
import type { ClientCertificate, SessionEvent } from '../../session/events.js';
import { identityOf, type IdentityKind } from '../../session/identity.js';

/**
 * A record store that keeps each client as done only once. Two sessions of one client can be open at once: the first to commit its answers
 * is done, and the commit of the other one fails with `already_done`, so that it gets FAIL in place of DONE.
 */
export class DoneOnce implements RecordStore {
  readonly #store: RecordStore;
  readonly #kind: IdentityKind;
  readonly #done: Set<string>;
  /** Those whose answers are being committed. The subject emits when that has ended. */
  readonly #committing = new Map<string, Subject<void>>();
  /** The identities of the open sessions, by the session's id. */
  readonly #identities = new Map<string, string>();
  /** The sessions whose commit made their client done. */
  readonly #committed = new Set<string>();

  /** @param done the identities of those who are done already; see `identityOf` */
  constructor(store: RecordStore, kind: IdentityKind, done: Iterable<string>) {
    this.#store = store;
    this.#kind = kind;
    this.#done = new Set(done);
  }

  isDone(client: ClientCertificate): boolean {
    return this.#done.has(identityOf(client, this.#kind));
  }

  observe(event: SessionEvent): void {
    this.#follow(event);
    this.#store.observe(event);
  }

  shortage(): TlslpError | null {
    return this.#store.shortage?.() ?? null;
  }

  commit(id: string): Observable<never> {
    const identity = this.#identities.get(id);
    return identity === undefined ? this.#store.commit(id) : defer(() => this.#commitOnce(id, identity));
  }

  #follow({ type, id, peer }: SessionEvent): void {
    switch (type) {
      case 'connected':
        if (peer.client !== null) this.#identities.set(id, identityOf(peer.client, this.#kind));
        return;
      case 'failed':
        // DONE was not sent: the record of this failure replaces the committed one.
        if (this.#committed.delete(id)) this.#done.delete(this.#identities.get(id) ?? '');
        return;
      case 'closed':
        this.#committed.delete(id);
        this.#identities.delete(id);
        return;
      default:
        return;
    }
  }

  #commitOnce(id: string, identity: string): Observable<never> {
    if (this.#done.has(identity)) return throwError(alreadyDone);
    const other = this.#committing.get(identity);
    // The other one may fail: then this one is the first.
    if (other !== undefined) return afterwards(other, () => this.#commitOnce(id, identity));
    const ended = new Subject<void>();
    this.#committing.set(identity, ended);
    return defer(() => this.#store.commit(id)).pipe(
      tap({
        complete: () => {
          this.#done.add(identity);
          this.#committed.add(id);
        },
        error: (error: unknown) => {
          // By a session of another server: the next one need not work for it.
          if (isTlslpError(error) && error.code === 'already_done') this.#done.add(identity);
        },
      }),
      finalize(() => {
        this.#committing.delete(identity);
        ended.complete();
      }),
    );
  }
}

/**
 * Returns the store that keeps each client as done only once; null if the configuration does not ask for that.
 * @throws {ConfigError} `invalid_option`: there is no store
 */
export function onceOf(
  { once, identity }: Pick<ServerConfig, 'once' | 'identity'>,
  store: RecordStore | undefined,
  doneBefore: Iterable<string>,
): DoneOnce | null {
  if (!once) return null;
  if (store === undefined) throw new ConfigError('invalid_option', 'once: needs records (recordStore)');
  return new DoneOnce(store, identity, doneBefore);
}

function afterwards(ended: Subject<void>, next: () => Observable<never>): Observable<never> {
  return concat(ended as Observable<unknown> as Observable<never>, defer(next));
}
