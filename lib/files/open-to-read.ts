import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';

/**
 * Opens a file to read it, without waiting: opening a FIFO waits until somebody opens it to write, in a thread that nothing can interrupt,
 * so that the process could not even end.
 * @throws Node's own error
 */
export async function openToRead(path: string): Promise<FileHandle> {
  const isFifo = (await stat(path)).isFIFO();
  return open(path, constants.O_RDONLY | (isFifo ? constants.O_NONBLOCK : 0));
}
