import { isUtf8 } from 'node:buffer';
import type { Transform } from 'node:stream';
import split2 from 'split2';
import { ProtocolError } from '../protocol/errors.js';
import { MAX_LINE_BYTES } from '../protocol/limits.js';

const ASCII = /^[\0-\x7f]*$/;

/**
 * A split2 stream that keeps the contract's rules of bytes: bytes in, one line as text out for each LF. An unended last line is no line.
 *
 * split2 counts characters, and decodes UTF-8 with replacement characters. So the bytes pass through it as Latin-1, one character a byte:
 * then its limit counts bytes, and nothing is replaced before {@link decodeLine} sees it.
 *
 * Errors: ProtocolError `line_too_long`, `invalid_utf8`; split2's own error where a line has no LF in time, see {@link lineTooLong}.
 */
export function lineSplitter(): Transform {
  const splitter = split2('\n', decodeLine, { maxLength: MAX_LINE_BYTES - 1 });
  splitter._transform = splitBytes;
  splitter._flush = dropUnended;
  return splitter;
}

export function lineTooLong(): ProtocolError {
  return new ProtocolError('line_too_long', `The line is longer than ${MAX_LINE_BYTES} bytes with its LF.`);
}

/** A line's text, from its bytes as Latin-1. split2's limit does not see a long line that comes whole, so it is checked here too. */
function decodeLine(line: string): string {
  if (line.length >= MAX_LINE_BYTES) throw lineTooLong();
  if (ASCII.test(line)) return line;
  const bytes = Buffer.from(line, 'latin1');
  if (!isUtf8(bytes)) throw new ProtocolError('invalid_utf8', 'The line is not valid UTF-8.');
  return bytes.toString();
}

/** The one whose way to split text all splitters share. */
const model = split2();

function splitBytes(this: Transform, ...[chunk, encoding, done]: Parameters<Transform['_transform']>): void {
  model._transform.call(this, (chunk as Buffer).toString('latin1'), encoding, done);
}

function dropUnended(done: () => void): void {
  done();
}
