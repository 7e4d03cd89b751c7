import type { WriteStream } from 'node:tty';

/**
 * Returns whether to write colours to a standard stream: yes, if it is a terminal with colours. NO_COLOR with any value turns colours
 * off. FORCE_COLOR turns them on, also in a pipe, unless it is `0` or `false`, which turn them off.
 */
export function showsColour(stream: Pick<WriteStream, 'isTTY' | 'hasColors'>, env = process.env): boolean {
  const { NO_COLOR: forbidden = '', FORCE_COLOR: forced = '' } = env;
  if (forbidden !== '') return false;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  // A pipe has no `isTTY` at all, although its type says so.
  return (stream.isTTY as boolean | undefined) === true && stream.hasColors();
}
