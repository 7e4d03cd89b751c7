import type { SessionRecord } from './record.js';

/** Where records are kept: a file, a database, a queue. */
export interface RecordSink {
  /**
   * Keeps these records, in this order, and resolves once nothing short of the loss of the medium can undo that. When it rejects, all of
   * them count as not kept, and their sessions are told so; the next call is as good as the first. What it rejects with is shown to
   * the operator by its `code` alone, unless it is a ServiceError `not_durable`: then its message is told to operator and clients.
   *
   * Called again only once it has settled, never with an empty list, with at most 1000 records, and not after `close`. Records of one
   * session may come more than once: the last one of an id stands.
   */
  append(records: readonly SessionRecord[]): Promise<void>;
  /** Called once, when everything is appended, or has failed. */
  close(): Promise<void>;
}
