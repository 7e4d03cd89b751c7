import { isUtf8 } from 'node:buffer';
import { ProtocolError } from '../protocol/errors.js';
import { MAX_LINE_BYTES } from '../protocol/limits.js';

const LF = 0x0a;
const NOTHING = Buffer.alloc(0);

/**
 * Cuts bytes into whole lines, by the contract's rules of framing, so that split2 behind it only ever sees whole, short, valid ones:
 * split2 counts characters, not bytes, decodes with replacement characters, and splits an unended remainder again for each chunk.
 */
export class Framing {
  // Holds the start of a line whose LF has not come yet; made when first needed, never grown.
  #held: Buffer = NOTHING;
  #heldBytes = 0;
  #rest: Buffer = NOTHING;

  /** Gives it the next piece. Take all lines before the next piece where you can: what is left has to be copied together with it. */
  push(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
  }

  /**
   * The next whole line, its LF included, or null when more bytes are needed. The bytes are valid until the next call.
   * @throws {ProtocolError} `line_too_long`, as soon as the 1000th byte without LF is there; `invalid_utf8`
   */
  next(): Buffer | null {
    const lf = this.#rest.indexOf(LF);
    const bytes = lf === -1 ? this.#rest.length : lf + 1;
    const total = this.#heldBytes + bytes;
    if (total > MAX_LINE_BYTES || (lf === -1 && total === MAX_LINE_BYTES)) {
      throw new ProtocolError(
        'line_too_long',
        `The line is longer than ${MAX_LINE_BYTES} bytes with its LF.`,
      );
    }
    const piece = this.#rest.subarray(0, bytes);
    this.#rest = this.#rest.subarray(bytes);
    if (lf === -1) {
      this.#hold(piece);
      return null;
    }
    const line = this.#heldBytes === 0 ? piece : this.#release(piece);
    if (!isUtf8(line)) throw new ProtocolError('invalid_utf8', 'The line is not valid UTF-8.');
    return line;
  }

  /** What was pushed and not taken as a line. */
  remainder(): Buffer {
    return Buffer.concat([this.#held.subarray(0, this.#heldBytes), this.#rest]);
  }

  #hold(piece: Buffer): void {
    if (piece.length === 0) return;
    if (this.#held.length === 0) this.#held = Buffer.allocUnsafe(MAX_LINE_BYTES);
    this.#heldBytes += piece.copy(this.#held, this.#heldBytes);
  }

  #release(piece: Buffer): Buffer {
    this.#hold(piece);
    const line = this.#held.subarray(0, this.#heldBytes);
    this.#heldBytes = 0;
    return line;
  }
}
