import type { RecordSink } from './record-sink.js';
import { SessionRecords, type RecordsOptions } from './session-records.js';

/**
 * Creates a record store that writes to your own sink. `serve(config, { recordStore: createRecords(sink) })` sends DONE only after the
 * sink has the session's record. Sessions that end at the same time share one `append`. The caller must close the store; `close` also
 * closes the sink.
 */
export function createRecords(sink: RecordSink, options: RecordsOptions = {}): SessionRecords {
  return new SessionRecords(sink, null, options);
}
