// Records of sessions, in a file or in your own sink. A record is durable before the client receives DONE.
export { openRecords, type FileRecords, type FileRecordsOptions } from './open-records.js';
export type { CommitCounts } from './group-commit.js';
export type { Space, SpaceNotice } from './free-space.js';
export { createRecords } from './create-records.js';
export type { RecordSink } from './record-sink.js';
export { BatchError } from './batch-error.js';
export { doneIdentities, type DoneIdentities, type UnreadFile } from './done-identities.js';
// A spool in front of a sink of your own.
export { openSpool, type Spool, type SpoolOptions } from './spool/open-spool.js';
export type { SpoolNotice } from './spool/notices.js';
export type { SpoolStatus } from './spool/spool-status.js';
export { defaultRecordsPath } from './default-path.js';
export type { SessionRecords, RecordsOptions } from './session-records.js';
export type { ClientRecord, ErrorRecord, SessionRecord, WorkRecord } from './record.js';
// Reading them.
export { openRecordFiles, type RecordFiles, type RecordFilesOptions } from './reading/record-files.js';
export type { RecordSource } from './reading/record-source.js';
export type { ParticipantSummary } from './participants/participant.js';
export { summarizeParticipants, type SummarizeOptions } from './participants/summarize.js';
