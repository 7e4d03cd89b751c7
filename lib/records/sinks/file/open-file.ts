import { constants, type BigIntStats } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDirectory } from '../../../files/make-directory.js';
import { syncDirectory } from '../../../files/sync-directory.js';
import { appendHandle, endsTorn, OpenedFile, statFile } from './opened-file.js';
import { codeOf } from '../../../protocol/system-errors.js';
import { RecordsError } from '../../records-errors.js';

// O_RDWR: the last byte is read. O_NONBLOCK: a FIFO may appear between the check and the open, and would block it.
const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOCTTY;

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** Errors of systems that cannot sync a directory, or do not let us open it. They are ignored: there is no other way to sync it. */
const NO_DIRECTORY_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EACCES', 'EPERM']);

/**
 * Opens an existing regular file. A device keeps nothing.
 * @throws {RecordsError} `GONE`, `NOT_A_FILE`; and Node's own errors
 */
export async function openExisting(path: string): Promise<OpenedFile> {
  // Refuse a FIFO before the open, because opening one can wait for a reader.
  refuseOtherThanFile(statFile(path));
  const handle = await open(path, APPEND);
  try {
    const state = await handle.stat({ bigint: true });
    refuseOtherThanFile(state);
    // Without this, a power cut may remove the directory entry of a new file, and with it every record that was synced.
    await syncNames(dirname(await realpath(path)));
    return new OpenedFile(path, appendHandle(handle), state, await endsTorn(handle, Number(state.size)));
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

/** Opens the file, or creates it with its missing directories. Only the owner can read what it creates. */
export async function openOrCreate(path: string): Promise<OpenedFile> {
  try {
    return await openExisting(path);
  } catch (thrown) {
    if (codeOf(thrown) !== 'GONE') throw thrown;
  }
  const firstMade = await makeDirectory(dirname(path), DIRECTORY_MODE);
  await (await open(path, APPEND | constants.O_CREAT, FILE_MODE)).close();
  if (firstMade !== undefined) await syncParents(dirname(path), dirname(firstMade));
  return openExisting(path);
}

/** Syncs the directories from the parent of `from` up to `top`: they hold the entries of the new directories. */
export async function syncParents(from: string, top: string): Promise<void> {
  let directory = from;
  while (directory.length > top.length) {
    directory = dirname(directory);
    await syncNames(directory);
  }
}

async function syncNames(directory: string): Promise<void> {
  try {
    await syncDirectory(directory);
  } catch (thrown) {
    if (!NO_DIRECTORY_SYNC.has(codeOf(thrown) ?? '')) throw thrown;
  }
}

function refuseOtherThanFile(stats: BigIntStats): void {
  if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  if (!stats.isFile()) throw new RecordsError('NOT_A_FILE');
}
