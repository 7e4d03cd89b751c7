import { isUtf8 } from 'node:buffer';
import type { Transform } from 'node:stream';
import split2 from 'split2';
import { ProtocolError } from '../protocol/errors.js';
import { MAX_LINE_BYTES } from '../protocol/limits.js';

const ASCII = /^[\0-\x7f]*$/;

/**
 * Creates a split2 stream with the framing rules of the protocol. It takes bytes, and emits the text of a line at each LF. Drops bytes
 * after the last LF.
 *
 * split2 counts characters, and decodes UTF-8 with replacement characters. So the bytes pass through it as Latin-1, one character a byte:
 * its limit then counts bytes, and {@link decodeLine} gets the bytes as they were sent.
 *
 * Errors: ProtocolError `line_too_long`, `invalid_utf8`; split2's own error when the limit passes without an LF, see {@link lineTooLong}.
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

/** Decodes a line, given as Latin-1. Checks the length too: split2 does not check a long line that arrives in one chunk. */
function decodeLine(line: string): string {
  if (line.length >= MAX_LINE_BYTES) throw lineTooLong();
  if (ASCII.test(line)) return line;
  const bytes = Buffer.from(line, 'latin1');
  if (!isUtf8(bytes)) throw new ProtocolError('invalid_utf8', 'The line is not valid UTF-8.');
  return bytes.toString();
}

/** Its `_transform` splits text for all splitters. */
const model = split2();

function splitBytes(this: Transform, ...[chunk, encoding, done]: Parameters<Transform['_transform']>): void {
  model._transform.call(this, (chunk as Buffer).toString('latin1'), encoding, done);
}

function dropUnended(done: () => void): void {
  done();
}
