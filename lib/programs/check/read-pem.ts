import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { readText } from './read-text.js';

/**
 * Reads a PEM file of an option.
 * @throws {ConfigError} `unusable_file`: it cannot be read, or holds no PEM
 */
export async function readPem(flag: string, path: string): Promise<string> {
  const text = await readText(flag, path);
  if (text.includes('-----BEGIN ')) return text;
  throw new ConfigError('unusable_file', `${flag} ${showPath(path)} holds no PEM.`);
}
