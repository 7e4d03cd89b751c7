import { Observable, type Subscriber } from 'rxjs';
import { toTlslpError, type TlslpError } from '../protocol/errors.js';
import type { RecordStore } from '../session/context.js';
import type { SessionEvent } from '../session/events.js';
import { COMMITTED, RecordBuilder, doneEnding, failedEnding, type Ending } from './record-builder.js';
import { GroupCommit, type Entry } from './group-commit.js';
import type { RecordSink } from './record-sink.js';
import { notDurable, recordsLost, RecordsError } from './records-errors.js';

/** What keeping records may be given besides its file. */
export interface RecordsOptions {
  /**
   * Told when records could not be kept: once for each batch that failed, with the session's id where it held one record alone. The
   * message is for the operator: it says why and what to do, and names the file where it is one. What it throws is ignored.
   */
  readonly onError?: (error: TlslpError, sessionId: string | null) => void;
}

/**
 * Keeps a record of every session that it observes. A session has a draft here from `connected` until `done`, `failed` or `closed`: whoever
 * feeds it the events owes it one of the three.
 */
export class SessionRecords implements RecordStore, AsyncDisposable {
  readonly #commits: GroupCommit;
  readonly #path: string | null;
  readonly #onError: RecordsOptions['onError'];
  readonly #drafts = new Map<string, RecordBuilder>();
  #closing: Promise<void> | null = null;

  /**
   * Not for use outside of this folder: {@link openRecords} and {@link createRecords} make it.
   * @param path names the file in messages; null where there is none
   */
  constructor(sink: RecordSink, path: string | null, options: RecordsOptions) {
    this.#path = path;
    this.#onError = options.onError;
    this.#commits = new GroupCommit(sink, {
      onLoss: (lost, cause) => {
        this.#reportLoss(lost, cause);
      },
    });
  }

  observe(event: SessionEvent): void {
    this.#guard(event.id, () => {
      this.#fold(event);
    });
  }

  /**
   * Each subscription appends the session's record, as done, and completes when the sink has it. Unsubscribing does not take it back.
   * Errors with a ServiceError `not_durable`.
   *
   * The record says "done" before the client has been told so, because it must already be there when the process is killed between
   * DONE and OK. Where no OK comes, or DONE could not be sent after all, a second record with its id says so.
   */
  commit(id: string): Observable<never> {
    return new Observable<never>((waiter) => {
      const draft = this.#drafts.get(id);
      try {
        if (draft === undefined) throw new RecordsError('UNKNOWN_SESSION');
        this.#append(draft, COMMITTED, waiter);
        draft.committedAsDone = true;
      } catch (cause) {
        waiter.error(notDurable(cause));
      }
    });
  }

  /**
   * Ends what is still under way with a record `stopped`, waits until everything is in the sink, and closes it. A session that was kept
   * as done stands so. Never rejects: what could not be kept goes to `onError`. May be called again.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    for (const [id, draft] of this.#drafts) {
      if (draft.committedAsDone) continue;
      this.#guard(id, () => {
        this.#end(id, draft, draft.tornDown());
      });
    }
    this.#drafts.clear();
    try {
      await this.#commits.close();
    } catch (thrown) {
      this.#report(toTlslpError(thrown), null);
    }
  }

  #fold(event: SessionEvent): void {
    const { id } = event;
    if (event.type === 'connected') {
      this.#drafts.set(id, new RecordBuilder(event));
      return;
    }
    const draft = this.#drafts.get(id);
    if (draft === undefined) return;
    draft.fold(event);
    switch (event.type) {
      case 'done':
        if (draft.committedAsDone && event.confirmed) this.#drafts.delete(id);
        else this.#end(id, draft, doneEnding(event));
        return;
      case 'failed':
        this.#end(id, draft, failedEnding(event));
        return;
      case 'closed':
        this.#end(id, draft, draft.tornDown());
        return;
      default:
        return;
    }
  }

  #end(id: string, draft: RecordBuilder, ending: Ending): void {
    this.#drafts.delete(id);
    this.#append(draft, ending, null);
  }

  #append(draft: RecordBuilder, ending: Ending, waiter: Subscriber<never> | null): void {
    this.#commits.add({ record: draft.record(ending), waiter });
  }

  #guard(id: string, action: () => void): void {
    try {
      action();
    } catch (thrown) {
      this.#report(toTlslpError(thrown), id);
    }
  }

  #reportLoss(lost: readonly Entry[], cause: unknown): void {
    const onlyOne = lost.length === 1 ? lost[0] : undefined;
    this.#report(recordsLost(this.#path, lost.length, cause), onlyOne?.record.id ?? null);
  }

  #report(error: TlslpError, sessionId: string | null): void {
    try {
      this.#onError?.(error, sessionId);
    } catch {
      // An observer that throws harms nobody's session.
    }
  }
}
