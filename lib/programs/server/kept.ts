import type { TlslpError } from '../../protocol/errors.js';
import type { Space, SpaceNotice } from '../../records/free-space.js';
import type { FileRecords } from '../../records/open-records.js';
import type { SessionRecords } from '../../records/session-records.js';
import type { RecordsStatus } from '../../status/snapshot.js';
import type { StatusModel } from '../../status/status-model.js';
import type { Log } from '../shared/log.js';

/** The records, who is done already, and what stands with the records. */
export interface Kept {
  readonly records: SessionRecords;
  /** Where they are, for messages: the path of the file, or the URL of the database without its secrets. */
  readonly place: string;
  /** The records as a file; null for those in a database. */
  readonly file: FileRecords | null;
  /** Null without `--once`. */
  readonly doneBefore: ReadonlySet<string> | null;
  readonly status: () => RecordsStatus;
  /** Folds the sessions that ended before into a model. Returns warnings for the operator. */
  readonly seed: (model: StatusModel) => Promise<readonly string[]>;
  /** Ships what earlier runs have left in a spool. Called once, after `seed`, which reads it. */
  readonly start: () => void;
  /** Changes the free space that the disk of the records must have, in bytes. */
  readonly setMinFreeBytes: (bytes: number) => void;
}

/** Remembers the last failure of records, and logs each. */
export class KeptStatus {
  readonly #log: Log;
  #lastError: RecordsStatus['lastError'] = null;
  #committedThen = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  failed(problem: TlslpError, id: string | null, { counts }: SessionRecords): void {
    this.#lastError = { at: Date.now(), message: problem.message };
    this.#committedThen = counts.committed;
    this.#log.write({ level: 'ERROR', fields: { id, code: problem.code }, message: problem.message });
  }

  status({ counts }: SessionRecords, space: Space, spool: RecordsStatus['spool'] = null): RecordsStatus {
    const failing = this.#lastError !== null && counts.committed === this.#committedThen;
    return { ...counts, lastError: this.#lastError, failing, ...space, spool };
  }
}

/** Returns what logs when the disk of the records runs short of space, and when there is some again. */
export function spaceTeller(log: Pick<Log, 'write'>): (notice: SpaceNotice) => void {
  return ({ short, message }) => {
    log.write({ level: short ? 'ERROR' : 'INFO', fields: {}, message });
  };
}
