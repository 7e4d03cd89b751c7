import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Returns whether two descriptors are read by the same reader: both are terminals, or both are the same file, pipe, or connection to the
 * journal. What one of them says, the other need not repeat.
 */
export function isOneStream(first: number, second: number): boolean {
  if (isatty(first) && isatty(second)) return true;
  const [a, b] = [identityOf(first), identityOf(second)];
  return a !== null && a === b;
}

/** Returns whether the descriptor is a connection to the journal of systemd, which says so in JOURNAL_STREAM. systemd.exec(5) */
export function isJournal(fd: number, env: NodeJS.ProcessEnv = process.env): boolean {
  const { JOURNAL_STREAM: journal = '' } = env;
  return journal !== '' && journal === identityOf(fd);
}

/** Device and inode, as in JOURNAL_STREAM. */
function identityOf(fd: number): string | null {
  try {
    const { dev, ino } = fstatSync(fd, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
