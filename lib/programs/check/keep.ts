import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JudgedResult } from '../../conformance/engine/outcome.js';
import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { systemErrorText } from '../../protocol/system-errors.js';

/**
 * Keeps what was said and written in a check: a directory with the name of the check.
 * @throws {ConfigError} `unusable_file`: it cannot be written
 */
export async function keepResult(directory: string, result: JudgedResult): Promise<void> {
  const { check, transcript, outputs, ...verdict } = result;
  const place = join(directory, check.id);
  try {
    await mkdir(place, { recursive: true });
    await Promise.all([
      writeFile(join(place, 'transcript.txt'), transcript.map((line) => `${line}\n`).join('')),
      writeFile(join(place, 'result.json'), `${JSON.stringify({ ...check, ...verdict }, null, 2)}\n`),
      ...outputs.flatMap(({ stdout, stderr }, at) => {
        const number = at === 0 ? '' : `-${at + 1}`;
        return [
          writeFile(join(place, `stdout${number}.txt`), stdout),
          writeFile(join(place, `stderr${number}.txt`), stderr),
        ];
      }),
    ]);
  } catch (cause) {
    const message = `--keep ${showPath(place)} cannot be written: ${systemErrorText(cause)}.`;
    throw new ConfigError('unusable_file', message, { cause });
  }
}
