import type { Issued } from './issue.js';
import { withLock } from './lock.js';
import { openAuthority, type AskPassphrase } from './open-authority.js';
import { OpenIndex } from './open-index.js';

/**
 * Opens the CA and the index of a directory, and saves the index after the action. No other run changes the directory meanwhile.
 * @throws {ConfigError} `unusable_file`, `unusable_certificate`
 */
export function changeIndex<T>(
  directory: string,
  ask: AskPassphrase | undefined,
  action: (index: OpenIndex, ca: Issued) => Promise<T>,
): Promise<T> {
  return withLock(directory, async () => {
    const ca = await openAuthority(directory, ask);
    const index = await OpenIndex.open(directory, ca.certPem);
    const result = await action(index, ca);
    await index.save();
    return result;
  });
}
