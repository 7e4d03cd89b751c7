import type { ServerConfig } from '../../../../config/server-config.js';
import type { SessionRecords } from '../../../../records/session-records.js';
import type { ServerEvent } from '../../../../server/events.js';
import type { ServerParts } from '../../../../server/shared-parts.js';
import type { Log } from '../../../shared/log.js';
import { WorkerHost } from './host.js';

export interface PrimaryOptions {
  /** The number of workers: 2 or more. */
  readonly size: number;
  /** Keeps the records of all workers; null if none are kept. */
  readonly records: SessionRecords | null;
  /** Whether each worker makes spans of its sessions. */
  readonly traces: boolean;
  /** Returns the types of the events that are needed here. */
  readonly events: (config: ServerConfig) => readonly ServerEvent['type'][];
  readonly log: Pick<Log, 'write'>;
}

/** The primary of a server with workers. */
export interface Primary {
  /** For `runServer`. */
  readonly parts: ServerParts;
  /** Resolves when no worker runs any more, and the records of their sessions are on their way. */
  readonly ended: () => Promise<void>;
}

/** Prepares a server whose sessions are run by workers. */
export function createPrimary(options: PrimaryOptions): Primary {
  let host: WorkerHost | null = null;
  return {
    parts: {
      createHost: (config, sessionsOptions) => (host = new WorkerHost(config, sessionsOptions, options)),
      bind: (targets, settings, credentials) => {
        if (host === null) throw new Error('It is bound by its server only.');
        return host.bind(targets, settings, credentials);
      },
    },
    ended: async () => {
      await host?.ended();
    },
  };
}
