import { constants, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

export interface OutputDescriptor {
  readonly fd: number;
  /** Whether a write may wait for a reader. Such a write must not run on the main thread. */
  readonly blocks: boolean;
}

/**
 * Returns a non-blocking descriptor for the same pipe or terminal. Returns the given one when that is not possible or not needed.
 *
 * Node writes to a terminal synchronously, so a Ctrl-S would stop all sessions. A write on a worker thread instead blocks that thread,
 * and the end of the process, until somebody reads (both measured on Node 20). O_NONBLOCK on the descriptor itself would also apply to
 * the shell, which shares it. So the pipe or terminal is opened again under /proc, with its own flags. A regular file would get its own
 * position that way; it is returned as it is, because it takes a write at once. A socket cannot be opened again.
 */
export function unblockedDescriptor(fd: number): OutputDescriptor {
  try {
    const stats = fstatSync(fd);
    if (!stats.isFIFO() && !isatty(fd)) return { fd, blocks: !stats.isFile() && !stats.isCharacterDevice() };
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
    return { fd: openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY), blocks: false };
  } catch {
    // There is no /proc, the terminal belongs to another user, or the reader has closed. The write itself will report an error.
    return { fd, blocks: true };
  }
}
