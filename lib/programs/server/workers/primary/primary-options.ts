import type { ServerConfig } from '../../../../config/server-config.js';
import type { SessionRecords } from '../../../../records/session-records.js';
import type { ServerEvent } from '../../../../server/events.js';
import type { Log } from '../../../shared/log.js';

/** What the primary of a server with workers is made of. */
export interface PrimaryOptions {
  /** The number of workers: 2 or more. */
  readonly size: number;
  /** Keeps the records of all workers; null if none are kept. */
  readonly records: SessionRecords | null;
  /** Whether each worker makes spans of its sessions. */
  readonly traces: boolean;
  /** Whether somebody asks for what the workers use. */
  readonly reportsUsage: boolean;
  /** Returns the types of the events that are needed here. */
  readonly events: (config: ServerConfig) => readonly ServerEvent['type'][];
  readonly log: Pick<Log, 'write'>;
}
