import { ConfigError } from '../../protocol/errors.js';
import { openDatabaseRecords } from '../../records/reading/database-records.js';
import type { RecordSource } from '../../records/reading/record-source.js';
import { SpooledRecords } from '../../records/spool/spooled-records.js';
import type { StatusModel } from '../../status/status-model.js';
import { seedFrom } from './seed-status.js';

/**
 * Folds the sessions of a database into a model, and those that wait in a spool. A session that is in both counts as the spool has it.
 * @param spooled the paths of the spool's segments, the oldest first
 * @returns a warning if the database cannot be read: without it, the server works all the same
 */
export async function seedFromDatabase(
  model: StatusModel,
  url: string,
  spooled: readonly string[] = [],
): Promise<string[]> {
  const spool = new SpooledRecords(spooled);
  const inSpool = await idsOf(spool);
  const warnings: string[] = [];
  try {
    await using records = await openDatabaseRecords(url, { applicationName: 'tlslp-server' });
    await seedFrom(model, inSpool.size === 0 ? records : without(records, inSpool));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    warnings.push(`The status page knows no earlier sessions. ${error.message}`);
  }
  await seedFrom(model, spool);
  return warnings;
}

async function idsOf(source: RecordSource): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const records of source.lastRecords()) for (const { id } of records) ids.add(id);
  return ids;
}

function without(source: RecordSource, ids: ReadonlySet<string>): RecordSource {
  return {
    async *lastRecords() {
      for await (const records of source.lastRecords()) yield records.filter(({ id }) => !ids.has(id));
    },
  };
}
