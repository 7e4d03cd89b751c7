import type { RecordSink } from './record-sink.js';
import { SessionRecords, type RecordsOptions } from './session-records.js';

/**
 * Keeps records wherever you like: `serve(config, { recordStore: createRecords(sink) })` sends no DONE before the sink has the session's
 * record. Several sessions that end at the same time share one `append`. Whoever creates it closes it, and with it the sink.
 */
export function createRecords(sink: RecordSink, options: RecordsOptions = {}): SessionRecords {
  return new SessionRecords(sink, null, options);
}
