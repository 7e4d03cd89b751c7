import type { WriteStream } from 'node:tty';

/**
 * Returns the width of a standard stream, in columns: that of its terminal, or else the number in COLUMNS. Undefined where neither is
 * known.
 */
export function streamColumns(
  stream: Partial<Pick<WriteStream, 'isTTY' | 'columns'>>,
  env = process.env,
): number | undefined {
  // Some pseudo-terminals report 0 columns.
  if (stream.isTTY === true && stream.columns !== undefined && stream.columns > 0) return stream.columns;
  const { COLUMNS = '' } = env;
  return /^[1-9][0-9]{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : undefined;
}
