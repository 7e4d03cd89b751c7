import { readFile } from 'node:fs/promises';
import type { CheckInfo } from '../../conformance/engine/check.js';
import { parseKnownFailures, type KnownFailure } from '../../conformance/engine/known-failures.js';
import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { systemErrorText } from '../../protocol/system-errors.js';

/**
 * Reads the file of known failures.
 * @param path null for none
 * @throws {ConfigError} `unusable_file`: it cannot be read, or a line of it is wrong
 */
export async function readKnownFailures(
  path: string | null,
  checks: readonly CheckInfo[],
): Promise<readonly KnownFailure[]> {
  if (path === null) return [];
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const message = `--expect ${showPath(path)} cannot be read: ${systemErrorText(cause)}.`;
    throw new ConfigError('unusable_file', message, { cause });
  }
  const known = parseKnownFailures(text, checks);
  if (!('problem' in known)) return known;
  throw new ConfigError('unusable_file', `--expect ${showPath(path)}, line ${known.line}: ${known.problem}.`);
}
