import { Observable, type Subscriber } from 'rxjs';
import { toTlslpError, type TlslpError } from '../protocol/errors.js';
import type { RecordStore } from '../session/context.js';
import type { SessionEvent } from '../session/events.js';
import { DONE_ENDING, RecordBuilder, failedEnding, type Ending } from './record-builder.js';
import { GroupCommit, type Entry } from './group-commit.js';
import { recordLine } from './record.js';
import type { Journal } from './sinks/file/file-sink.js';
import { notDurable, recordsLost, RecordsError } from './records-errors.js';

/** What keeping records may be given besides its file. */
export interface RecordsOptions {
  /**
   * Told when records could not be kept: once for each write that failed, with the session's id where it held one record alone. The
   * message is for the operator: it names the file and what to do. What it throws is ignored.
   */
  readonly onError?: (problem: TlslpError, sessionId: string | null) => void;
}

/**
 * Keeps a record of every session that it observes, in one file. A session has a draft here from `connected` until `done`, `failed` or
 * `closed`: whoever feeds it the events owes it one of the three.
 */
export class SessionRecords implements RecordStore {
  /** The file, as an absolute path. */
  readonly path: string;
  /** What the operator should know about the file, one sentence each; fit to be shown. */
  readonly warnings: readonly string[];
  readonly #journal: Journal;
  readonly #writer: GroupCommit;
  readonly #onProblem: RecordsOptions['onError'];
  readonly #drafts = new Map<string, RecordBuilder>();
  #closing: Promise<void> | null = null;

  /** Not for use outside of this folder: {@link openRecords} makes it. */
  constructor(path: string, journal: Journal, warnings: readonly string[], options: RecordsOptions = {}) {
    this.path = path;
    this.warnings = warnings;
    this.#journal = journal;
    this.#onProblem = options.onError;
    this.#writer = new GroupCommit(journal, (lost, cause) => {
      this.#reportLoss(lost, cause);
    });
  }

  observe(event: SessionEvent): void {
    this.#guard(event.id, () => {
      this.#fold(event);
    });
  }

  /**
   * Each subscription appends the session's record, as done, and completes when that is synced to disk. Unsubscribing does not take it back.
   *
   * The record says "done" before the client has been told so, because it must already be there when the process is killed between
   * DONE and OK. Where the session fails after all, a second line with its id says so.
   */
  commit(id: string): Observable<never> {
    return new Observable<never>((waiter) => {
      const draft = this.#drafts.get(id);
      try {
        if (draft === undefined) throw new RecordsError('UNKNOWN_SESSION');
        this.#append(id, draft, DONE_ENDING, waiter);
        draft.committedAsDone = true;
      } catch (cause) {
        waiter.error(notDurable(cause));
      }
    });
  }

  /**
   * Ends what is still under way with a record `stopped`, waits until everything is on disk, and closes the file. A session that was kept
   * as done stands so. Never rejects: what could not be written goes to `onProblem`. May be called again.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const [id, draft] of this.#drafts) {
      if (draft.committedAsDone) continue;
      this.#guard(id, () => {
        this.#end(id, draft, draft.tornDown());
      });
    }
    this.#drafts.clear();
    await this.#writer.flushed();
    await this.#journal.close();
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
        if (draft.committedAsDone) this.#drafts.delete(id);
        else this.#end(id, draft, DONE_ENDING);
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
    this.#append(id, draft, ending, null);
  }

  #append(id: string, draft: RecordBuilder, ending: Ending, waiter: Subscriber<never> | null): void {
    this.#writer.add({ id, line: recordLine(draft.record(ending)), waiter });
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
    this.#report(recordsLost(this.path, lost.length, cause), onlyOne?.id ?? null);
  }

  #report(problem: TlslpError, sessionId: string | null): void {
    try {
      this.#onProblem?.(problem, sessionId);
    } catch {
      // An observer that throws harms nobody's session.
    }
  }
}
