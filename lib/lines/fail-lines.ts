import type { Duplex } from 'node:stream';
import type { TlslpError } from '../protocol/errors.js';

/** The event by which {@link failLines} reaches the reader of a stream. */
export const LINES_FAILED = Symbol('lines failed');

/**
 * Makes the lines of a stream fail with this error: for whoever watches the stream, not its lines. The stream is still writable then. Has no
 * effect when nobody reads lines.
 */
export function failLines(stream: Duplex, error: TlslpError): void {
  stream.emit(LINES_FAILED, error);
}
