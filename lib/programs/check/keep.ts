import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JudgedResult } from '../../conformance/engine/outcome.js';
import { jsonResult } from '../../conformance/report/json.js';
import type { RunInfo } from '../../conformance/report/run-info.js';
import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { codeOf, systemErrorText } from '../../protocol/system-errors.js';

/**
 * Makes the directory for what is kept, in a directory that is there.
 * @throws {ConfigError} `unusable_file`: it cannot be made
 */
export async function prepareDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (cause) {
    const isThere = codeOf(cause) === 'EEXIST' && (await stat(directory)).isDirectory();
    if (!isThere) throw notKept(directory, cause);
  }
}

/**
 * Keeps what was said and written in a check: a directory with the name of the check, anew.
 * @throws {ConfigError} `unusable_file`: it cannot be written
 */
export async function keepResult(directory: string, result: JudgedResult, { again }: RunInfo): Promise<void> {
  const { check, transcript, outputs } = result;
  const place = join(directory, check.id);
  try {
    await rm(place, { recursive: true, force: true });
    await mkdir(place);
    await Promise.all([
      writeFile(join(place, 'transcript.txt'), transcript.map((line) => `${line}\n`).join('')),
      writeFile(join(place, 'result.json'), `${JSON.stringify(jsonResult(result, again), null, 2)}\n`),
      ...outputs.flatMap(({ stdout, stderr }, at) => {
        const number = at === 0 ? '' : `-${at + 1}`;
        return [
          writeFile(join(place, `stdout${number}.txt`), stdout),
          writeFile(join(place, `stderr${number}.txt`), stderr),
        ];
      }),
    ]);
  } catch (cause) {
    throw notKept(place, cause);
  }
}

function notKept(path: string, cause: unknown): ConfigError {
  const message = `--keep ${showPath(path)} cannot be written: ${systemErrorText(cause)}.`;
  return new ConfigError('unusable_file', message, { cause });
}
