import { open, type FileHandle } from 'node:fs/promises';
import { unusableCredentials } from './unusable.js';
import { ConfigError } from '../protocol/errors.js';
import { systemErrorText } from '../protocol/system-errors.js';

/** A PEM file has some kilobytes. Even a bundle of all public CAs is smaller than this limit. */
const MAX_PEM_BYTES = 4 * 1024 * 1024;

const READ_BYTES = 64 * 1024;

/**
 * Reads the text of a PEM file.
 * @param what the kind of the file for messages, such as `private key`
 * @throws {ConfigError} `unusable_certificate`: unreadable, or too large
 */
export async function readPem(what: string, path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const bytes = await readAtMost(file, MAX_PEM_BYTES + 1);
      if (bytes.length > MAX_PEM_BYTES)
        throw unusableCredentials(`The ${what} ${path} is larger than 4 MiB: not a PEM file`);
      return bytes.toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw unusableCredentials(`Cannot read the ${what} ${path}: ${systemErrorText(error)}`, error);
  }
}

/** Reads to the end or to the limit, whichever comes first. A pipe returns its contents in pieces. */
async function readAtMost(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let total = 0; total < maxBytes;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(READ_BYTES, maxBytes - total)));
    if (bytesRead === 0) break;
    pieces.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(pieces);
}
