import { defaultRecordsPath } from '../../records/default-path.js';
import { openRecordFiles, type RecordFiles } from '../../records/reading/record-files.js';
import type { RecordSource } from '../../records/reading/record-source.js';
import type { SessionRecord } from '../../records/record.js';
import type { ProgramContext } from '../shared/run-program.js';
import { RECORDS } from './command-lines.js';
import { shown } from './texts.js';

/** Where the records are. */
export interface Place {
  readonly records: string | null;
  readonly thisFileOnly: boolean;
}

/** Returns the path of the records file. */
export function pathOf({ records }: Place): string {
  return records ?? defaultRecordsPath();
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
