// Records of sessions: kept in a file, and safe before a client is told DONE.
export { openRecords } from './open-records.js';
export { defaultRecordsPath } from './default-path.js';
export type { SessionRecords, RecordsOptions } from './session-records.js';
export type { ErrorRecord, SessionRecord, WorkRecord } from './record.js';
