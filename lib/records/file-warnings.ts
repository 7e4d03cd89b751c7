import { constants, lstatSync, statSync } from 'node:fs';
import { escapeText } from '../protocol/escape.js';

const MAX_PATH_CHARS = 1000;

/** Permission bits that let users other than the owner read or write. */
const OTHERS = 0o066;

/**
 * Returns what an operator should know about a file that was opened: others can read it, it belongs to someone else, or its path is a link.
 * Only warnings: the operator may want it so, for example for a group of readers. Nothing about a device, a pipe, or a file that is gone.
 * @param what the file for the messages, such as `records file`
 */
export function fileWarnings(what: string, path: string): string[] {
  if (process.platform === 'win32') return [];
  const stats = statSync(path, { throwIfNoEntry: false });
  const own = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || own === undefined || !stats.isFile()) return [];
  const file = `the ${what} ${escapeText(path, MAX_PATH_CHARS)}`;
  const warnings: string[] = [];
  if ((stats.mode & OTHERS) !== 0) {
    const permissions = (stats.mode & ~constants.S_IFMT).toString(8);
    warnings.push(`Users other than the owner can open ${file} (mode ${permissions}). Set its mode to 600.`);
  }
  if (stats.uid !== process.geteuid?.()) {
    warnings.push(
      `Another user owns ${file} (uid ${stats.uid}), and can read and change it. Change its owner.`,
    );
  }
  if (own.isSymbolicLink()) {
    warnings.push(
      `A symbolic link is in the place of ${file}. Whoever can change the link chooses the file.`,
    );
  }
  if (stats.nlink > 1) {
    warnings.push(`There are ${stats.nlink} names (hard links) of ${file}. Remove the others.`);
  }
  return warnings;
}
