import type { WorkersUsage } from '../../../../observe/metrics/workers-usage.js';
import type { ServerParts } from '../../../../server/shared-parts.js';
import { WorkerHost } from './host.js';
import type { PrimaryOptions } from './primary-options.js';

/** The primary of a server with workers. */
export interface Primary {
  /** For `runServer`. */
  readonly parts: ServerParts;
  /** Resolves when no worker runs any more, and the records of their sessions are on their way. */
  readonly ended: () => Promise<void>;
  /** Returns what the workers use, with `reportsUsage`. */
  readonly usage: () => WorkersUsage;
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
    usage: () => host?.usage ?? { running: 0, lost: 0, workers: [] },
  };
}
