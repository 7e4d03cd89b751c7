import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { identityOf, isRunning } from '../process-identity.js';

/** The folders that this process uses now, by name. A folder with its number that is not among them is one that it has given back. */
const FOLDERS_HERE = new Set<string>();

/** The number of the process and a part that makes it unique; then the boot and the start time, where the system tells them. */
const NAME =
  /^([1-9][0-9]{0,9})[.][0-9a-f]{8}(?:[.]([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})[.]([0-9]{1,20}))?$/;

/**
 * Returns a new name for a folder of this process. The name says who owns the folder, so to rename a folder is to take it: the system
 * lets only one of two processes succeed.
 */
export function newFolderName(): string {
  const identity = identityOf(process.pid);
  const name = `${process.pid}.${randomUUID().slice(0, 8)}`;
  const whole = identity === null ? name : `${name}.${identity.replace(' ', '.')}`;
  FOLDERS_HERE.add(whole);
  return whole;
}

/** Gives a folder of this process back: whoever starts next may take it, this process included. */
export function giveBack(name: string): void {
  FOLDERS_HERE.delete(name);
}

/** Returns the number of the process in the name of a folder; null for any other name. */
export function ownerOf(path: string): number | null {
  const [, pid] = NAME.exec(basename(path)) ?? [];
  return pid === undefined ? null : Number(pid);
}

/** Returns whether the process that owns a folder still runs and uses it, as far as this machine can tell. */
export function isOwned(path: string): boolean {
  const name = basename(path);
  const [, pid, boot, start] = NAME.exec(name) ?? [];
  if (pid === undefined) return false;
  if (Number(pid) === process.pid) return FOLDERS_HERE.has(name);
  return isRunning(Number(pid), boot === undefined || start === undefined ? null : `${boot} ${start}`);
}
