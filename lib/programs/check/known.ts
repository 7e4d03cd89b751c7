import type { CheckInfo } from '../../conformance/engine/check.js';
import { parseKnownFailures, type KnownFailure } from '../../conformance/engine/known-failures.js';
import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { readText } from './read-text.js';

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
  const text = await readText('--expect', path);
  const known = parseKnownFailures(text, checks);
  if (!('problem' in known)) return known;
  throw new ConfigError('unusable_file', `--expect ${showPath(path)}, line ${known.line}: ${known.problem}.`);
}
