import { ConfigError } from '../../protocol/errors.js';
import { openDatabaseRecords } from '../../records/reading/database-records.js';
import type { StatusModel } from '../../status/status-model.js';
import { seedFrom } from './seed-status.js';

/**
 * Folds the sessions of a database into a model.
 * @returns a warning if it cannot be read: without it, the server works all the same
 */
export async function seedFromDatabase(model: StatusModel, url: string): Promise<string[]> {
  try {
    await using records = await openDatabaseRecords(url, { applicationName: 'tlslp-server' });
    await seedFrom(model, records);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [`The status page knows no earlier sessions. ${error.message}`];
    throw error;
  }
}
