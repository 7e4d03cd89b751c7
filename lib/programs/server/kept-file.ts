import { showPath } from '../../protocol/escape.js';
import { openRecords, type FileRecords } from '../../records/open-records.js';
import type { Log } from '../shared/log.js';
import { KeptStatus, spaceTeller, type Kept } from './kept.js';
import { refuseOneFile } from './one-file.js';
import type { ServerOptions } from './options.js';

/** A rotation of the records' file moves it, and signals then. Records wait so long for the signal, in seconds. */
const REOPEN_GRACE = 5;

/**
 * Opens the records file, and reads who is done already. The caller closes `records`.
 * @throws {ConfigError} `unusable_file`. Then nothing is left open
 */
export async function openFile(options: ServerOptions, path: string, log: Log): Promise<Kept> {
  const kept = new KeptStatus(log);
  const records = await openRecords(path, {
    reopenGrace: REOPEN_GRACE,
    minFreeBytes: options.program.minFreeSpace,
    onSpace: spaceTeller(log),
    onError: (problem, id) => {
      kept.failed(problem, id, records);
    },
  });
  try {
    // Again: a link that pointed nowhere has a file now.
    refuseOneFile(options.program.logFile, path);
    for (const message of records.warnings) log.write({ level: 'WARNING', fields: {}, message });
    return {
      records,
      place: records.path,
      file: records,
      doneBefore: await doneBefore(options, records, log),
      status: () => kept.status(records, records.space()),
      seed: async (model) => (await import('./seed-status.js')).seedStatus(model, records.path),
      start: () => undefined,
      setMinFreeBytes: (bytes) => {
        records.setMinFreeBytes(bytes);
      },
    };
  } catch (error) {
    await records.close();
    throw error;
  }
}

/** Returns who is done already, with --once. */
async function doneBefore(
  { config }: ServerOptions,
  { path }: FileRecords,
  log: Log,
): Promise<ReadonlySet<string> | null> {
  if (!config.once) return null;
  const { doneIdentities } = await import('../../records/done-identities.js');
  const { done, skipped, files, unread } = await doneIdentities(path, config.identity);
  log.write({ level: 'INFO', fields: { done: done.size, files }, message: 'clients that are done already' });
  for (const { path: file, why } of unread) {
    const fields = { file: showPath(file), why };
    log.write({
      level: 'WARNING',
      fields,
      message: 'a moved records file is not read: who is done there may come again',
    });
  }
  if (skipped > 0) {
    const fields = { lines: skipped, file: showPath(path) };
    log.write({ level: 'WARNING', fields, message: 'lines of the records files are no records' });
  }
  return done;
}
