/** A record with the most and longest answers is smaller. A longer line is skipped, so that it cannot fill the memory. */
export const MAX_LINE_BYTES = 32 * 1024 * 1024;

const LF = 0x0a;

/** What was left out of the lines. */
export interface LeftOut {
  /** The number of lines that are too long. */
  tooLong: number;
  /** The number of bytes after the last LF: a line that is being written, or was torn. */
  unended: number;
}

/**
 * Cuts bytes after their last LF: each buffer that comes has whole lines. A line counts only when its LF is there.
 * @param leftOut is updated while the lines are read
 */
export async function* wholeLines(
  chunks: AsyncIterable<Buffer>,
  leftOut: LeftOut = { tooLong: 0, unended: 0 },
  maxLineBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    let from = 0;
    const end = chunk.lastIndexOf(LF) + 1;
    if (end > 0 && bytes > maxLineBytes) {
      leftOut.tooLong += 1;
      from = chunk.indexOf(LF) + 1;
      bytes = 0;
    }
    if (end > from)
      yield rest.length === 0
        ? chunk.subarray(from, end)
        : Buffer.concat([...rest, chunk.subarray(from, end)]);
    if (end > 0) {
      rest = [];
      bytes = 0;
    }
    bytes += chunk.length - end;
    if (bytes > maxLineBytes) rest = [];
    else if (end < chunk.length) rest.push(chunk.subarray(end));
  }
  leftOut.unended = bytes;
}

/**
 * Calls a function for each line of a buffer of whole lines.
 * @param onLine gets the positions of the line's first byte and of its LF
 */
export function forEachLine(lines: Buffer, onLine: (from: number, to: number) => void): void {
  let from = 0;
  for (let to = lines.indexOf(LF); to !== -1; to = lines.indexOf(LF, from)) {
    onLine(from, to);
    from = to + 1;
  }
}
