import { readFile } from 'node:fs/promises';
import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { systemErrorText } from '../../protocol/system-errors.js';

/**
 * Reads a PEM file of an option.
 * @throws {ConfigError} `unusable_file`: it cannot be read, or holds no PEM
 */
export async function readPem(flag: string, path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const message = `${flag} ${showPath(path)} cannot be read: ${systemErrorText(cause)}.`;
    throw new ConfigError('unusable_file', message, { cause });
  });
  if (text.includes('-----BEGIN ')) return text;
  throw new ConfigError('unusable_file', `${flag} ${showPath(path)} holds no PEM.`);
}
