import { open } from 'node:fs/promises';

/**
 * Makes the names in a directory durable.
 * @throws Node's own error, also on a system that cannot do that
 */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
