import { recordsPlaceRule } from '../../config/records-options.js';
import { readOption } from '../../config/rules.js';
import { defaultRecordsPath } from '../../records/default-path.js';
import { openRecordFiles, type RecordFiles } from '../../records/reading/record-files.js';
import type { RecordSource } from '../../records/reading/record-source.js';
import type { SessionRecord } from '../../records/record.js';
import type { ProgramContext } from '../shared/run-program.js';
import { RECORDS } from './command-lines.js';
import { shown } from './texts.js';

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

/** Opens the records for a command, and closes them after it. Says which files could not be read. */
export async function withRecords<Result>(
  place: Place,
  { interrupt, stderr }: ProgramContext,
  use: (source: RecordSource, files: RecordFiles) => Promise<Result>,
): Promise<Result> {
  const files = await openRecordFiles(pathOf(place), { rotated: !place.thisFileOnly });
  try {
    return await use(interruptible(files, interrupt), files);
  } finally {
    for (const { path, why } of files.unread)
      stderr.write(`${RECORDS}: ${shown(path)} is not read: ${why}\n`);
    await files.close();
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
