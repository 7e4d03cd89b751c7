import type { NBits } from '../config/n-bits.js';
import type { ServerEvent } from '../server/events.js';
import type { SessionRecord } from '../records/record.js';
import type { RecordsStatus } from './snapshot.js';

/** What the status is folded from: the events of a server, and what no event tells. */
export type StatusInput =
  ServerEvent | ConfiguredInput | RecordedInput | RecordsInput | CertificateInput | StoppedInput;

/** What new sessions get from now on. Comes before the first event, and after a reload. */
export interface ConfiguredInput {
  readonly type: 'configured';
  readonly at: number;
  readonly nBits: NBits;
  /** As in the configuration. Default null. */
  readonly nBitsTarget?: number | null;
  readonly requests: number;
  readonly maxSessions: number;
  /** In seconds. */
  readonly workTimeout: number;
}

/** A session of an earlier run: the last record with its id. Comes before the first event. */
export interface RecordedInput {
  readonly type: 'recorded';
  readonly record: Omit<SessionRecord, 'answers' | 'superseded'>;
}

/** What stands with the records now. */
export interface RecordsInput {
  readonly type: 'records';
  readonly at: number;
  readonly status: RecordsStatus;
}

/** The server has ended: its events have completed. */
export interface StoppedInput {
  readonly type: 'stopped';
  readonly at: number;
}

/** The certificate that the server shows to its clients from now on. */
export interface CertificateInput {
  readonly type: 'certificate';
  readonly at: number;
  /** In ISO 8601. */
  readonly validTo: string;
}
