import { openPostgresRecords } from '../../records/sinks/postgres/open-postgres.js';
import { doneInDatabase } from '../../records/sinks/postgres/done-in-database.js';
import type { Log } from '../shared/log.js';
import { KeptStatus, type Kept } from './kept.js';
import type { ServerOptions } from './options.js';

/** Nobody looks at the disk of a database from here. */
const NO_SPACE = { freeBytes: null, short: false };

/**
 * Opens records in a database, and reads who is done already. The caller closes `records`.
 * @throws {ConfigError} `unusable_database`. Then nothing is left open
 */
export async function openDatabase({ config, program }: ServerOptions, url: string, log: Log): Promise<Kept> {
  const kept = new KeptStatus(log);
  const records = await openPostgresRecords(url, {
    once: config.once ? config.identity : null,
    weakCommits: program.weakCommits,
    onError: (problem, id) => {
      kept.failed(problem, id, records);
    },
  });
  try {
    if (program.weakCommits) {
      const message =
        'commits may be weak: a crash of the database can lose answers of clients that were told DONE';
      log.write({ level: 'WARNING', fields: {}, message });
    }
    const doneBefore = config.once ? await doneInDatabase(url) : null;
    if (doneBefore !== null) {
      const fields = { done: doneBefore.size };
      log.write({ level: 'INFO', fields, message: 'clients that are done already' });
    }
    return {
      records,
      place: records.place,
      file: null,
      doneBefore,
      status: () => kept.status(records, NO_SPACE),
      seed: async (model) => (await import('./seed-from-database.js')).seedFromDatabase(model, url),
    };
  } catch (error) {
    await records.close();
    throw error;
  }
}
