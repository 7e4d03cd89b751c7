import { readdir, rename, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../protocol/system-errors.js';
import { giveBack, isOwned, newFolderName, ownerOf } from './folder-names.js';
import { segmentsIn } from './segments.js';

/** A folder that a process has left, and that now belongs to this one. */
export interface TakenFolder {
  readonly path: string;
  /** The number of the process that it belonged to. */
  readonly formerPid: number;
  /** The paths of its segments, the oldest first. */
  readonly segments: readonly string[];
}

/**
 * Takes the folders of processes that run no more, the one with the oldest records first. Two that start at once never take the same one.
 * Empty folders are removed.
 * @param directory the directory of the spool
 */
export async function takeLeftFolders(directory: string): Promise<TakenFolder[]> {
  const found: { readonly path: string; readonly pid: number; readonly since: number }[] = [];
  for (const { path, pid, segments } of await foldersIn(directory)) {
    if (isOwned(path)) continue;
    const [oldest] = segments;
    if (oldest === undefined) await rmdir(path).catch(() => undefined);
    else found.push({ path, pid, since: await timeOf(oldest) });
  }
  const taken: TakenFolder[] = [];
  for (const { path, pid } of found.sort((a, b) => a.since - b.since)) {
    const mine = await takeFolder(directory, path);
    if (mine !== null) taken.push({ path: mine, formerPid: pid, segments: await segmentsIn(mine) });
  }
  return taken;
}

/** Returns the folders of a spool, also those that are in use. */
export async function foldersIn(
  directory: string,
): Promise<{ readonly path: string; readonly pid: number; readonly segments: readonly string[] }[]> {
  const folders = [];
  for (const name of (await readdir(directory).catch(() => [])).sort()) {
    const pid = ownerOf(name);
    const path = join(directory, name);
    if (pid !== null) folders.push({ path, pid, segments: await segmentsIn(path) });
  }
  return folders;
}

/** Returns the new path of the folder; null if another process was faster. */
async function takeFolder(directory: string, path: string): Promise<string | null> {
  const name = newFolderName();
  const mine = join(directory, name);
  try {
    await rename(path, mine);
    return mine;
  } catch (error) {
    giveBack(name);
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function timeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
