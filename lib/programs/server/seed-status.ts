import { stat } from 'node:fs/promises';
import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { openRecordFiles } from '../../records/reading/record-files.js';
import type { RecordSource } from '../../records/reading/record-source.js';
import type { SessionRecord } from '../../records/record.js';
import type { StatusModel } from '../../status/status-model.js';

/**
 * Folds the sessions of a records file, and of those that a rotation has moved away from it, into a model: of each session the last
 * record, without its answers. A pipe or a device keeps no records.
 * @returns a warning for each file that could not be read: without it, the server works all the same
 */
export async function seedStatus(model: StatusModel, path: string): Promise<string[]> {
  // To open a pipe would take a place of its reader.
  if ((await stat(path).catch(() => null))?.isFile() !== true) return [];
  try {
    await using files = await openRecordFiles(path);
    await seedFrom(model, files);
    return files.unread.map(
      ({ path: moved, why }) =>
        `The status page knows nothing of the moved records file ${showPath(moved)}: ${why}.`,
    );
  } catch (error) {
    if (error instanceof ConfigError) return [`The status page knows no earlier sessions. ${error.message}`];
    throw error;
  }
}

/** Folds the last record of each session of a source into a model, without its answers. */
export async function seedFrom(model: StatusModel, source: RecordSource): Promise<void> {
  for await (const records of source.lastRecords()) {
    for (const record of records) model.apply({ type: 'recorded', record: withoutAnswers(record) });
  }
}

function withoutAnswers({
  answers: _,
  superseded: __,
  ...record
}: SessionRecord): Omit<SessionRecord, 'answers' | 'superseded'> {
  return record;
}
