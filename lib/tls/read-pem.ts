import { readFileAtMost } from '../files/read-at-most.js';
import { unusableCredentials } from './unusable.js';
import { ConfigError } from '../protocol/errors.js';
import { systemErrorText } from '../protocol/system-errors.js';

/** A PEM file has some kilobytes. Even a bundle of all public CAs is smaller than this limit. */
const MAX_PEM_BYTES = 4 * 1024 * 1024;

/**
 * Reads the text of a PEM file.
 * @param what the kind of the file for messages, such as `private key`
 * @throws {ConfigError} `unusable_certificate`: unreadable, or too large
 */
export async function readPem(what: string, path: string): Promise<string> {
  try {
    const bytes = await readFileAtMost(path, MAX_PEM_BYTES + 1);
    if (bytes.length > MAX_PEM_BYTES)
      throw unusableCredentials(`The ${what} ${path} is larger than 4 MiB: not a PEM file`);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw unusableCredentials(`Cannot read the ${what} ${path}: ${systemErrorText(error)}`, error);
  }
}
