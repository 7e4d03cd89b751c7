import { readFileAtMost } from '../../files/read-at-most.js';
import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { systemErrorText } from '../../protocol/system-errors.js';

/** A list of known failures, or a PEM file, has some kilobytes. */
const MAX_MIB = 4;
const MAX_BYTES = MAX_MIB * 1024 * 1024;

/**
 * Reads the text of an option's file.
 * @throws {ConfigError} `unusable_file`: it cannot be read, or is larger than 4 MiB
 */
export async function readText(flag: string, path: string): Promise<string> {
  const unusable = (why: string, cause?: unknown): ConfigError =>
    new ConfigError('unusable_file', `${flag} ${showPath(path)} ${why}.`, { cause });
  const bytes = await readFileAtMost(path, MAX_BYTES + 1).catch((cause: unknown) => {
    throw unusable(`cannot be read: ${systemErrorText(cause)}`, cause);
  });
  if (bytes.length > MAX_BYTES) throw unusable(`is larger than ${MAX_MIB} MiB`);
  return bytes.toString('utf8');
}
