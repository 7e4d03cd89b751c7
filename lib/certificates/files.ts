import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeDirectory as makeWithParents } from '../files/make-directory.js';
import { syncDirectory } from '../files/sync-directory.js';
import { ConfigError } from '../protocol/errors.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';

/** The file names of a certificate directory. They are the defaults of the programs. */
export const FILES = {
  caCert: 'ca_cert.pem',
  caKey: 'ca_key.pem',
  serverCert: 'server-cert.pem',
  serverKey: 'server-key.pem',
  clientCert: 'client_cert.pem',
  clientKey: 'ec_private_key.pem',
} as const;

/** The list of revoked certificates in a certificate directory. */
export const CRL_FILE = 'crl.pem';

export type FileRole = keyof typeof FILES;

export const KEY_MODE = 0o600;
export const CERTIFICATE_MODE = 0o644;
const DIRECTORY_MODE = 0o700;

export function isKey(role: FileRole): boolean {
  return role.endsWith('Key');
}

/** Returns the mode of the file. */
export function modeOf(role: FileRole): number {
  return isKey(role) ? KEY_MODE : CERTIFICATE_MODE;
}

/** Reads the text of a file; null if there is no such file. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unusableFile(path, 'cannot be read', error);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isDirectory() === true;
}

export async function makeDirectory(path: string): Promise<void> {
  try {
    const made = await makeWithParents(path, DIRECTORY_MODE);
    // Something has the name. Node's own error for a file, or a link to nowhere, in the place of a folder.
    if (made === undefined && !(await isDirectory(path))) await mkdir(path);
  } catch (error) {
    throw unusableFile(path, 'cannot be created as a directory', error);
  }
}

/**
 * Creates a file, and syncs it. It never writes to an existing one: not to a file that another run created in the meantime, and not
 * through a symbolic link.
 */
export async function writeNew(path: string, contents: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode).catch((error: unknown) => {
    throw unusableFile(path, 'cannot be created', error);
  });
  try {
    await file.writeFile(contents);
    await file.sync();
  } catch (error) {
    // The next run would take a partial file for a complete one.
    await rm(path, { force: true });
    throw unusableFile(path, 'cannot be written', error);
  } finally {
    await file.close();
  }
}

/** Replaces a file, or creates it. A reader, and a run that is killed here, find the whole old file or the whole new one. */
export async function replaceFile(path: string, contents: string, mode: number): Promise<void> {
  const aside = besideOf(path);
  await writeNew(aside, contents, mode);
  try {
    await moveFile(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Returns an unused name in the same directory. It begins with a dot, and the names of clients do not. */
export function besideOf(path: string): string {
  return join(dirname(path), `${TEMPORARY_PREFIX}${basename(path).slice(0, 60)}-${randomUUID()}`);
}

/** Files and folders with this prefix are unfinished: a run that ends well leaves none. */
export const TEMPORARY_PREFIX = '.new-';

/** Renames a file or a folder, and makes the rename durable. */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    throw unusableFile(to, 'cannot be written', error);
  }
  await syncNames(dirname(to));
}

/** Makes the names in a directory durable, where the system can do that. */
export async function syncNames(directory: string): Promise<void> {
  // Windows and some network file systems do not sync directories.
  await syncDirectory(directory).catch(() => undefined);
}

/** Returns the error for a file that cannot be used, such as `PATH cannot be read: permission denied.` */
export function unusableFile(path: string, problem: string, cause: unknown): ConfigError {
  return new ConfigError('unusable_file', `${path} ${problem}: ${systemErrorText(cause)}.`, { cause });
}
