import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../protocol/system-errors.js';

/**
 * Creates a directory and its missing parents. mkdir's `recursive` is not used: in a directory that accepts no entries (/proc), Node
 * retries forever.
 * @param mode the permissions of each directory that it creates
 * @returns the topmost directory that was created; undefined if all existed, or if something else has the name
 * @throws Node's own error
 */
export async function makeDirectory(path: string, mode: number): Promise<string | undefined> {
  try {
    await mkdir(path, mode);
    return path;
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST') return undefined;
    if (code !== 'ENOENT' || dirname(path) === path) throw thrown;
  }
  const firstMade = await makeDirectory(dirname(path), mode);
  await mkdir(path, mode);
  return firstMade ?? path;
}
