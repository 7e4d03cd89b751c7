import { availableParallelism } from 'node:os';
import type { Log } from '../shared/log.js';
import type { Kept } from './kept.js';
import type { ServerOptions } from './options.js';
import type { StatusPage } from './status.js';
import type { Primary } from './workers/primary/primary.js';

interface PrimaryContext {
  readonly log: Log;
  readonly kept: Kept | null;
  readonly page: StatusPage | null;
}

/** Returns what runs the sessions by workers; null, with nothing loaded, if this process runs them. */
export async function openPrimary(
  { program }: ServerOptions,
  { log, kept, page }: PrimaryContext,
): Promise<Primary | null> {
  const size = program.workers === 'auto' ? availableParallelism() : program.workers;
  if (size === 1) return null;
  const [{ createPrimary }, { neededEvents }] = await Promise.all([
    import('./workers/primary/primary.js'),
    import('./workers/primary/needed-events.js'),
  ]);
  const primary = createPrimary({
    size,
    log,
    records: kept?.records ?? null,
    traces: program.traces,
    reportsUsage: page !== null,
    events: (config) => neededEvents(config, page !== null),
  });
  page?.watchWorkers(primary.usage);
  return primary;
}
