import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A record with the most and longest answers is smaller. A longer line is skipped, so that it cannot fill the memory. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;

const LF = 0x0a;

/** Yields the lines of a file; null for one that is too long. The last line need not end with LF. Throws the errors of the system. */
export function fileLines(path: string): AsyncGenerator<string | null> {
  return linesOf(createReadStream(path));
}

/** As `fileLines`, of a file that gzip has compressed. */
export function gzipLines(path: string): AsyncGenerator<string | null> {
  // The error of either of them ends the iteration.
  return linesOf(pipeline(createReadStream(path), createGunzip(), () => undefined));
}

async function* linesOf(bytesOfFile: Readable): AsyncGenerator<string | null> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const keep = (piece: Buffer): void => {
    bytes += piece.length;
    if (bytes <= MAX_LINE_BYTES) pieces.push(piece);
    else pieces = [];
  };
  const take = (): string | null => {
    const line = bytes > MAX_LINE_BYTES ? null : Buffer.concat(pieces).toString('utf8');
    pieces = [];
    bytes = 0;
    return line;
  };
  for await (const chunk of bytesOfFile as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, from)) {
      keep(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  if (bytes > 0) yield take();
}
