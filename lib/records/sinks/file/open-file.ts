import { constants, type BigIntStats } from 'node:fs';
import { mkdir, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { appendHandle, endsTorn, OpenedFile, statFile } from './opened-file.js';
import { codeOf } from '../../../protocol/system-errors.js';
import { RecordsError } from '../../records-errors.js';

// Read as well, for the last byte. Without blocking, in case a FIFO is put there between the look and the opening.
const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOCTTY;

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** What a system or a file system says that cannot sync a directory, or does not let us open it: then there is nothing more to do. */
const NO_DIRECTORY_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EACCES', 'EPERM']);

/**
 * Opens a file that must be there: a regular one, or a character device.
 * @throws {RecordsError} `GONE`, `NOT_A_FILE`, and whatever Node throws
 */
export async function openExisting(path: string): Promise<OpenedFile> {
  // Opening a FIFO for good waits for a reader; a look does not.
  refuseOtherThanFile(statFile(path));
  const handle = await open(path, APPEND);
  try {
    const state = await handle.stat({ bigint: true });
    refuseOtherThanFile(state);
    // Without this, a power cut may take the name of a file that was just put there, and with it all that is synced into it.
    await syncDirectory(dirname(await realpath(path)));
    return new OpenedFile(path, appendHandle(handle), state, await endsTorn(handle, Number(state.size)));
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

/** The same, but a file that is missing is made, with the directories above it, for the owner's eyes only. */
export async function openOrCreate(path: string): Promise<OpenedFile> {
  try {
    return await openExisting(path);
  } catch (thrown) {
    if (codeOf(thrown) !== 'GONE') throw thrown;
  }
  const firstMade = await makeDirectory(dirname(path));
  await (await open(path, APPEND | constants.O_CREAT, FILE_MODE)).close();
  if (firstMade !== undefined) await syncParents(dirname(path), dirname(firstMade));
  return openExisting(path);
}

/**
 * Makes a directory and those above it. Not mkdir's own `recursive`: where a directory is there and still takes no entries (/proc), Node
 * tries for ever.
 * @returns the topmost directory that was made; undefined where all were there
 */
async function makeDirectory(path: string): Promise<string | undefined> {
  try {
    await mkdir(path, DIRECTORY_MODE);
    return path;
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST') return undefined;
    if (code !== 'ENOENT' || dirname(path) === path) throw thrown;
  }
  const firstMade = await makeDirectory(dirname(path));
  await mkdir(path, DIRECTORY_MODE);
  return firstMade ?? path;
}

/** From the directory above `from` up to `top`: they hold the names of the directories that were made. */
async function syncParents(from: string, top: string): Promise<void> {
  let directory = from;
  while (directory.length > top.length) {
    directory = dirname(directory);
    await syncDirectory(directory);
  }
}

async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, constants.O_RDONLY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (thrown) {
    if (!NO_DIRECTORY_SYNC.has(codeOf(thrown) ?? '')) throw thrown;
  }
}

function refuseOtherThanFile(stats: BigIntStats): void {
  if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  if (!stats.isFile() && !stats.isCharacterDevice()) throw new RecordsError('NOT_A_FILE');
}
