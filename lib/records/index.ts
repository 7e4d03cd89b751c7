// Records of sessions: kept in a file, or by a sink of your own, and safe before a client is told DONE.
export { openRecords, type FileRecords } from './open-records.js';
export { createRecords } from './create-records.js';
export type { RecordSink } from './record-sink.js';
export { defaultRecordsPath } from './default-path.js';
export type { SessionRecords, RecordsOptions } from './session-records.js';
export type { ErrorRecord, SessionRecord, WorkRecord } from './record.js';
