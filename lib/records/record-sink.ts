import type { SessionRecord } from './record.js';

/** Stores records: in a file, a database or a queue. */
export interface RecordSink {
  /**
   * Appends these records in this order. Resolves when they are durable: only the loss of the medium can remove them.
   *
   * If it rejects, all of these records count as lost, and their sessions fail with `not_durable`; with a BatchError only those
   * that it names, each for its own cause. A record whose cause is a ServiceError `already_done` is not lost: its participant has another
   * one, and its session fails with that error. Later calls still happen. The operator sees only the `code` of the rejection. The message of a ServiceError `not_durable` is shown to the operator and to the
   * clients.
   *
   * It has to settle. A session waits for its record for `commitTimeout` at most, but the records wait for it before they close.
   *
   * Calls never overlap. Each has 1 to 1000 records, and none follows `close`. A session can have several records: the last one with
   * an id is valid.
   */
  append(records: readonly SessionRecord[]): Promise<void>;
  /** Closes the sink. Called once, after the last `append` has settled. */
  close(): Promise<void>;
}
