import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { ConfigError } from '../../lib/protocol/errors.js';

/** The file names of a certificate directory. They are the defaults of the programs. */
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

/** Reads the text of a file; null if there is no such file. */
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
    throw unusable(path, 'cannot be created as a directory', error);
  }
}

/**
 * Creates a file. It never writes to an existing one: not to a file that another run created in the meantime, and not through a symbolic
 * link.
 */
export async function writeNew(path: string, text: string, role: FileRole): Promise<void> {
  const file = await open(path, 'wx', isKey(role) ? KEY_MODE : CERTIFICATE_MODE).catch((error: unknown) => {
    throw unusable(path, 'cannot be created', error);
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    // The next run would take a partial file for a complete one.
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
  EEXIST: 'it already exists',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  ENOSPC: 'no space left on the disk',
  EROFS: 'the file system is read-only',
};

function reason(code: string): string {
  return REASONS[code] ?? code;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
