import { resolve } from 'node:path';
import { checkCreatable } from '../check-records.js';
import { unusableSpool } from '../records-errors.js';

/**
 * Checks that a spool could be opened in this directory. Changes and creates nothing.
 * @throws {ConfigError} `unusable_file`
 */
export async function checkSpool(directory: string): Promise<void> {
  const absolute = resolve(directory);
  await checkCreatable(absolute).catch((thrown: unknown) => {
    throw unusableSpool(absolute, thrown);
  });
}
