import { Observable, type Subscriber } from 'rxjs';
import { toTlslpError, type TlslpError } from '../protocol/errors.js';
import type { RecordStore } from '../session/context.js';
import type { SessionEvent } from '../session/events.js';
import { COMMITTED, RecordBuilder, doneEnding, failedEnding, type Ending } from './record-builder.js';
import { EmptySessions } from './empty-sessions.js';
import { GroupCommit, type CommitCounts, type Entry } from './group-commit.js';
import type { RecordSink } from './record-sink.js';
import { RecordsElsewhere } from './records-elsewhere.js';
import { notDurable, recordsLost, RecordsError } from './records-errors.js';

/** Options of a record store. */
export interface RecordsOptions {
  /**
   * Called once for each batch of records that was lost. The session's id is given if the batch held one record, otherwise null. The
   * message is for the operator: it has the file, if there is one, the cause and the remedy. Exceptions of this function are ignored.
   */
  readonly onError?: (error: TlslpError, sessionId: string | null) => void;
  /**
   * How many sessions that answered nothing have a record, in an hour, for each certificate (without one: for each address). The others are
   * counted in `suppressed` of a later record. Default: 100.
   */
  readonly emptyPerHour?: number;
}

/** What stands beside the records. */
export interface Companions {
  /** Called when a session begins, and when its record is on its way or needs no more. Must not throw. */
  readonly onChange?: () => void;
  /** Returns why no session can begin now; null if one can. */
  readonly shortage?: () => TlslpError | null;
  /** Called after the sink is closed. Must not reject. */
  readonly close?: () => Promise<void>;
}

/**
 * Keeps a record of every session that it observes. It holds a draft of a session from `connected` until `done`, `failed` or `closed`, so
 * every session must end with one of these events.
 */
export class SessionRecords implements RecordStore, AsyncDisposable {
  /**
   * Internal: the records of sessions of other processes.
   * @hidden
   */
  readonly elsewhere: RecordsElsewhere;
  readonly #commits: GroupCommit;
  readonly #path: string | null;
  readonly #onError: RecordsOptions['onError'];
  readonly #drafts = new Map<string, RecordBuilder>();
  readonly #empty: EmptySessions;
  #companions: Companions = {};
  #closing: Promise<void> | null = null;

  /**
   * Internal: call {@link openRecords} or {@link createRecords} instead.
   * @param path the file's path for messages; null if the sink is not a file
   */
  constructor(sink: RecordSink, path: string | null, options: RecordsOptions) {
    this.#path = path;
    this.#onError = options.onError;
    this.#commits = new GroupCommit(sink, {
      onLoss: (lost, cause) => {
        this.#reportLoss(lost, cause);
      },
    });
    this.#empty = new EmptySessions({
      perHour: options.emptyPerHour,
      write: (record) => {
        this.#commits.add({ record, waiter: null });
      },
    });
    this.elsewhere = new RecordsElsewhere(this.#commits, this.#empty, () => this.#companions.onChange?.());
  }

  /** The number of sessions whose answers are not committed, and that have no end. */
  get openSessions(): number {
    let open = this.elsewhere.openSessions;
    for (const draft of this.#drafts.values()) if (!draft.committedAsDone) open += 1;
    return open;
  }

  /**
   * Internal: what to call besides. Replaces what was there before.
   * @hidden
   */
  accompany(companions: Companions): void {
    this.#companions = companions;
  }

  /** Returns why no session can begin now, such as a full disk; null if one can. */
  shortage(): TlslpError | null {
    return this.#companions.shortage?.() ?? null;
  }

  /** How many records wait to be written, are safe, and were lost, since these records were opened. */
  get counts(): CommitCounts {
    return this.#commits.counts;
  }

  observe(event: SessionEvent): void {
    try {
      this.#fold(event);
    } catch (thrown) {
      this.#report(toTlslpError(thrown), event.id);
    }
  }

  /**
   * Appends a `done` record of the session for each subscription. Completes when the sink has it. Unsubscribing does not withdraw the
   * record. Errors with a ServiceError `not_durable`.
   *
   * The record is written before DONE is sent, so that it exists even if the process is killed between DONE and OK. A second record with
   * the same id replaces it: it says whether OK came, or that DONE could not be sent. Nobody waits for it. When OK came, it goes with the
   * records of other sessions, within about a second: it costs no sync of its own while others end.
   */
  commit(id: string): Observable<never> {
    return new Observable<never>((waiter) => {
      const draft = this.#drafts.get(id);
      try {
        if (draft === undefined) throw new RecordsError('UNKNOWN_SESSION');
        this.#append(draft, COMMITTED, waiter);
        draft.committedAsDone = true;
        this.#companions.onChange?.();
      } catch (cause) {
        waiter.error(notDurable(cause));
      }
    });
  }

  /**
   * Records open sessions as `stopped`, waits for the last append and closes the sink. A session that is committed as `done` stays so.
   * Never rejects: lost records go to `onError`. Later calls return the same promise.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The same as `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    for (const [id, draft] of this.#drafts) {
      if (draft.committedAsDone) continue;
      try {
        this.#end(id, draft, draft.tornDown());
      } catch (thrown) {
        this.#report(toTlslpError(thrown), id);
      }
    }
    this.#drafts.clear();
    this.#empty.close();
    try {
      await this.#commits.close();
    } catch (thrown) {
      this.#report(toTlslpError(thrown), null);
    }
    await this.#companions.close?.();
  }

  #fold(event: SessionEvent): void {
    // It changes no record: what the line means is in a later event.
    if (event.type === 'received') return;
    const { id } = event;
    if (event.type === 'connected') {
      this.#drafts.set(id, new RecordBuilder(event));
      this.#companions.onChange?.();
      return;
    }
    const draft = this.#drafts.get(id);
    if (draft === undefined) return;
    draft.fold(event);
    switch (event.type) {
      case 'done':
        this.#end(id, draft, doneEnding(event));
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
    this.#forget(id);
    const { committedAsDone } = draft;
    if (!committedAsDone && draft.isEmpty && !this.#empty.admits(draft.peer, () => draft.record(ending)))
      return;
    // Nothing but the OK is new then, so the record may wait. A failure must not: its answers are nowhere else.
    this.#append(draft, ending, null, committedAsDone && ending.confirmed === true);
  }

  #forget(id: string): void {
    this.#drafts.delete(id);
    this.#companions.onChange?.();
  }

  #append(
    draft: RecordBuilder,
    ending: Ending,
    waiter: Subscriber<never> | null,
    isDeferrable = false,
  ): void {
    // A later record of the same session bears them too, because the last one counts.
    draft.suppressed += this.#empty.take(draft.peer);
    this.#commits.add({ record: draft.record(ending), waiter, isDeferrable });
  }

  #reportLoss(lost: readonly Entry[], cause: unknown): void {
    const onlyOne = lost.length === 1 ? lost[0] : undefined;
    this.#report(recordsLost(this.#path, lost.length, cause), onlyOne?.record.id ?? null);
  }

  #report(error: TlslpError, sessionId: string | null): void {
    try {
      this.#onError?.(error, sessionId);
    } catch {
      // An exception of the embedder's function must not end a session.
    }
  }
}
