import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { ConfigError } from '../../lib/protocol/errors.js';

/** The files of a directory of certificates, by the names that the programs look for. */
export const FILES = {
  caCert: 'ca_cert.pem',
  caKey: 'ca_key.pem',
  serverCert: 'server-cert.pem',
  serverKey: 'server-key.pem',
  clientCert: 'client_cert.pem',
  clientKey: 'ec_private_key.pem',
} as const;

export type FileRole = keyof typeof FILES;

const KEY_MODE = 0o600;
const CERTIFICATE_MODE = 0o644;
const DIRECTORY_MODE = 0o700;

export function isKey(role: FileRole): boolean {
  return role.endsWith('Key');
}

/** The file's text, or null where there is no such file. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unusable(path, 'cannot be read', error);
  }
}

export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: DIRECTORY_MODE });
  } catch (error) {
    throw unusable(path, 'cannot be made a directory', error);
  }
}

/**
 * Makes a file that is not there yet. Nothing that is there is ever written to: not a file that another run made in the meantime,
 * and not what a symbolic link points to.
 */
export async function writeNew(path: string, text: string, role: FileRole): Promise<void> {
  const file = await open(path, 'wx', isKey(role) ? KEY_MODE : CERTIFICATE_MODE).catch((error: unknown) => {
    throw unusable(path, 'cannot be made', error);
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    // Half a file would be taken for a whole one by the next run.
    await rm(path, { force: true });
    throw unusable(path, 'cannot be written', error);
  } finally {
    await file.close();
  }
}

function unusable(path: string, what: string, cause: unknown): ConfigError {
  return new ConfigError('unusable_file', `${path} ${what}: ${reason(codeOf(cause))}.`, { cause });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EEXIST: 'something of that name is already there',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is no directory',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

function reason(code: string): string {
  return REASONS[code] ?? code;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
