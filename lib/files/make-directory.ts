import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../protocol/system-errors.js';

/**
 * Creates a directory and its missing parents. mkdir's `recursive` is not used: in a directory that accepts no entries (/proc), Node
 * retries forever.
 * @param mode the permissions of each directory that it creates
 * @returns the topmost directory that was created; undefined if all existed
 * @throws Node's own error; EEXIST if something else has its name
 */
export async function makeDirectory(path: string, mode: number): Promise<string | undefined> {
  try {
    await mkdir(path, mode);
    return path;
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST' && (await isDirectory(path))) return undefined;
    if (code !== 'ENOENT' || dirname(path) === path) throw thrown;
  }
  const firstMade = await makeDirectory(dirname(path), mode);
  await mkdir(path, mode);
  return firstMade ?? path;
}

async function isDirectory(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isDirectory() === true;
}
