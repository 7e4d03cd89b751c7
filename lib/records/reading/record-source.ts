import type { SessionRecord } from '../record.js';

/** A place that records are read from: a file and what a rotation moved away from it, or anything else. */
export interface RecordSource {
  /**
   * Streams the last record of each id, in the order of these records, some at a time. May be called again, also while an earlier call
   * is under way: then the same records come again.
   * @param ids only the records with these ids. Default: all
   */
  lastRecords(ids?: ReadonlySet<string>): AsyncIterable<readonly SessionRecord[]>;
}
