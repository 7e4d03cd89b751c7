import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runMeasurement, type Measurement } from '../bench/measurement.js';
import { hold } from './lesson.js';
import { parseOptions, USAGE, type ClassOptions } from './options.js';

/**
 * Runs a class. Resolves to its exit code: 0 if all views agree, 1 if they differ or something failed, 2 for wrong usage, 128 plus the
 * number of a signal.
 */
export function main(argv: readonly string[]): Promise<number> {
  const measurement: Measurement<ClassOptions> = {
    prefix: 'tlslp-class-',
    usage: USAGE,
    parseOptions,
    measure: async (options, temporary, signal) => {
      const directory = await directoryOf(options, temporary);
      return (await hold(options, directory, signal)) ? 0 : 1;
    },
  };
  return runMeasurement(measurement, argv);
}

async function directoryOf({ directory }: ClassOptions, temporary: string): Promise<string> {
  if (directory === null) return temporary;
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) {
    throw new Error(
      `--directory: ${JSON.stringify(directory)} is not empty. Records of another run would count too.`,
    );
  }
  return resolve(directory);
}
