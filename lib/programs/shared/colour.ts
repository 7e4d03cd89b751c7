import type { WriteStream } from 'node:tty';

/**
 * Whether to write to a standard stream in colour: on a terminal that shows it. NO_COLOR (any value) forbids it, FORCE_COLOR asks for it
 * in a pipe, too, and forbids it as `0` or `false`.
 */
export function showsColour(stream: Pick<WriteStream, 'isTTY' | 'hasColors'>, env = process.env): boolean {
  const { NO_COLOR: forbidden = '', FORCE_COLOR: forced = '' } = env;
  if (forbidden !== '') return false;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  // Of a pipe it is not there at all, whatever its type says.
  return (stream.isTTY as boolean | undefined) === true && stream.hasColors();
}
