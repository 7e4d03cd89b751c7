import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { systemErrorText } from '../../protocol/system-errors.js';
import { writeText, type ProgramStream } from '../shared/standard-streams.js';

/**
 * Writes a line, and waits until it is written.
 * @throws {ConfigError} `unusable_file`: its reader has closed
 */
export async function printLine(stdout: ProgramStream, line: string): Promise<void> {
  try {
    await writeText(stdout, `${line}\n`);
  } catch (cause) {
    const why = systemErrorText(cause, { ERR_STREAM_DESTROYED: 'it is closed' });
    throw new ConfigError('unusable_file', `Standard output cannot be written: ${why}.`, { cause });
  }
}

/** Returns a path or a name for a line, whole. */
export function shown(text: string): string {
  return escapeText(text, Infinity);
}

/** Returns the day of a time, in UTC. */
export function dayOf(time: string | Date | null): string {
  if (time === null) return 'unknown';
  return (typeof time === 'string' ? time : time.toISOString()).slice(0, 10);
}
