import { constants, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

export interface OutputDescriptor {
  readonly fd: number;
  /** Whether a write may wait for a reader. Then it belongs on a thread of its own. */
  readonly blocks: boolean;
}

/**
 * A descriptor for the same pipe or terminal that never makes a writer wait; the given one where that cannot be had, or is not needed.
 *
 * Node writes to a terminal synchronously, so that one Ctrl-S stops every session; a write on one of its worker threads instead holds that
 * thread, and the process's end, until somebody reads (both measured on Node 20). Setting O_NONBLOCK on the descriptor itself
 * would set it for the shell too, which shares it. Linux opens the same pipe or terminal anew, with flags of its own; a regular file
 * would get a position of its own as well, and so is left alone: it takes a write at once. A socket cannot be opened.
 */
export function unblockedDescriptor(fd: number): OutputDescriptor {
  try {
    const stats = fstatSync(fd);
    if (!stats.isFIFO() && !isatty(fd)) return { fd, blocks: !stats.isFile() && !stats.isCharacterDevice() };
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
    return { fd: openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY), blocks: false };
  } catch {
    // No /proc, a terminal that belongs to another user, a reader that is already gone: the write itself will tell.
    return { fd, blocks: true };
  }
}
