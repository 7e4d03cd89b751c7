import { FreeSpace } from '../../records/free-space.js';
import { defaultSpoolDirectory } from '../../records/spool/default-spool.js';
import type { Spool } from '../../records/spool/open-spool.js';
import {
  openSpooledPostgres,
  type SpooledPostgresOptions,
} from '../../records/spool/open-spooled-postgres.js';
import type { Log } from '../shared/log.js';
import { spaceTeller } from './kept.js';
import type { ServerOptions } from './options.js';

/** A spool in front of the database, and the watch of its disk. */
export interface KeptSpool {
  /** The sink: the spool, and behind it the database. */
  readonly spool: Spool;
  readonly space: FreeSpace;
}

/**
 * Opens a database with its spool, and watches the disk of the spool while records go there. The caller closes both.
 * @throws {ConfigError} `unusable_database`, `unusable_file`. Then nothing is left open
 */
export async function openKeptSpool(
  { program }: ServerOptions,
  url: string,
  options: Pick<SpooledPostgresOptions, 'once' | 'weakCommits'>,
  log: Log,
): Promise<KeptSpool> {
  const spool = await openSpooledPostgres(url, {
    ...options,
    directory: typeof program.spool === 'string' ? program.spool : defaultSpoolDirectory(),
    deadline: program.spoolAfter,
    onNotice: ({ kind, isUrgent, message }) => {
      const level = isUrgent ? 'ERROR' : kind === 'shipped' ? 'INFO' : 'WARNING';
      log.write({ level, fields: {}, message });
    },
  });
  const space = new FreeSpace({
    directory: spool.directory,
    minBytes: program.minFreeSpace,
    isUsed: () => spool.status().since !== null,
    onNotice: spaceTeller(log),
  });
  await space.start();
  return { spool, space };
}
