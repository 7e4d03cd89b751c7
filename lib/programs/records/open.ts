import { isDatabaseUrl, recordsPlaceRule } from '../../config/records-options.js';
import { readOption } from '../../config/rules.js';
import { defaultRecordsPath } from '../../records/default-path.js';
import type { DatabaseRecords } from '../../records/reading/database-records.js';
import { openRecordFiles, type RecordFiles } from '../../records/reading/record-files.js';
import type { RecordSource } from '../../records/reading/record-source.js';
import type { SessionRecord } from '../../records/record.js';
import type { ProgramContext } from '../shared/run-program.js';
import { RECORDS } from './command-lines.js';
import { cutBy } from './cut-by.js';
import { count, shown } from './texts.js';

const VARIABLE = 'TLSLP_RECORDS';

/** Where the records are. */
export interface Place {
  readonly records: string | null;
  readonly thisFileOnly: boolean;
}

/**
 * Returns where the records are: the path of a file, or the URL of a database. What the command line does not say is in TLSLP_RECORDS, as
 * for the server.
 * @throws {ConfigError} `invalid_option`
 */
export function pathOf({ records }: Pick<Place, 'records'>, env: NodeJS.ProcessEnv = process.env): string {
  return records ?? fromEnvironment(env) ?? defaultRecordsPath();
}

/** Returns null if the environment names no place: with `false`, the server keeps no records. */
export function fromEnvironment(env: NodeJS.ProcessEnv = process.env): string | null {
  const text = env[VARIABLE] ?? '';
  return text === '' || text === 'false' ? null : readOption(recordsPlaceRule, VARIABLE, text);
}

/** Opens the records for a command, and closes them after it. Says what could not be read. */
export async function withRecords<Result>(
  place: Place,
  context: ProgramContext,
  use: (source: RecordSource) => Promise<Result>,
): Promise<Result> {
  const where = pathOf(place);
  const useInterruptible = (source: RecordSource): Promise<Result> =>
    use(interruptible(source, context.interrupt));
  if (!isDatabaseUrl(where)) return withFiles(place, context, useInterruptible);
  return withDatabase(where, context, useInterruptible);
}

/** Opens the files of records, and closes them after it. */
export async function withFiles<Result>(
  place: Place,
  { stderr }: ProgramContext,
  use: (files: RecordFiles) => Promise<Result>,
): Promise<Result> {
  const files = await openRecordFiles(pathOf(place), { rotated: !place.thisFileOnly });
  try {
    return await use(files);
  } finally {
    for (const { path, why } of files.unread)
      stderr.write(`${RECORDS}: ${shown(path)} is not read: ${why}\n`);
    await files.close();
  }
}

/** Opens the records of a database, and closes them after it. */
export async function withDatabase<Result>(
  url: string,
  { stderr, interrupt }: ProgramContext,
  use: (records: DatabaseRecords) => Promise<Result>,
): Promise<Result> {
  const { openDatabaseRecords } = await import('../../records/reading/database-records.js');
  const records = await openDatabaseRecords(url, { applicationName: RECORDS });
  try {
    return await cutBy(
      interrupt,
      () => void records.destroy(),
      () => use(records),
    );
  } finally {
    if (records.skipped > 0)
      stderr.write(
        `${RECORDS}: ${count(records.skipped, 'row is', 'rows are')} no record: "${RECORDS} verify" names some\n`,
      );
    await records.close();
  }
}

/** A source whose reading ends when a signal comes. */
function interruptible(source: RecordSource, interrupt: AbortSignal): RecordSource {
  return {
    async *lastRecords(ids): AsyncGenerator<readonly SessionRecord[]> {
      for await (const records of source.lastRecords(ids)) {
        interrupt.throwIfAborted();
        yield records;
      }
    },
  };
}
