import { MAX_V1_BYTES, type ProxyHeader } from './header.js';
import { BrokenRule, type ProxyRule } from './rules.js';
import { isPrefix, V1_SIGNATURE, V2_SIGNATURE } from './signatures.js';
import { parseLine } from './version-1.js';
import { parseBlock } from './version-2.js';

/** What bytes are, as far as they have come. */
export type ProxyVerdict =
  /** The start of a header. More bytes have to come. */
  | { readonly kind: 'incomplete' }
  /** A header of this length, in bytes. What follows it is the client's. */
  | { readonly kind: 'header'; readonly header: ProxyHeader; readonly length: number }
  /** No header: they break this rule. */
  | { readonly kind: 'invalid'; readonly rule: ProxyRule };

const INCOMPLETE: ProxyVerdict = { kind: 'incomplete' };
const [CR, LF] = [0x0d, 0x0a];

/**
 * Reads the header of the PROXY protocol, version 1 or 2, at the start of bytes. Never throws. It reads no further than the header, and
 * no verdict but `incomplete` changes with bytes that come later.
 */
export function readProxyHeader(bytes: Uint8Array): ProxyVerdict {
  try {
    return read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof BrokenRule) return { kind: 'invalid', rule: error.rule };
    throw error;
  }
}

function read(bytes: Buffer): ProxyVerdict {
  if (isPrefix(V1_SIGNATURE, bytes)) return readLine(bytes);
  if (isPrefix(V2_SIGNATURE, bytes)) {
    const block = parseBlock(bytes);
    return block === null ? INCOMPLETE : { kind: 'header', ...block };
  }
  if (isStart(bytes, V1_SIGNATURE) || isStart(bytes, V2_SIGNATURE)) return INCOMPLETE;
  throw new BrokenRule('signature');
}

function readLine(bytes: Buffer): ProxyVerdict {
  const scanned = Math.min(bytes.length, MAX_V1_BYTES);
  for (let at = V1_SIGNATURE.length; at + 1 < scanned; at++) {
    if (bytes[at] !== CR || bytes[at + 1] !== LF) continue;
    return { kind: 'header', header: parseLine(bytes.toString('latin1', 0, at)), length: at + 2 };
  }
  if (bytes.length >= MAX_V1_BYTES) throw new BrokenRule('v1_length');
  return INCOMPLETE;
}

/** Whether bytes are the start of a signature, and shorter than it. */
function isStart(bytes: Uint8Array, signature: readonly number[]): boolean {
  return bytes.length < signature.length && bytes.every((byte, at) => signature[at] === byte);
}

/** What a parser makes of the bytes that were pushed so far. */
export type ProxyProgress =
  | Exclude<ProxyVerdict, { kind: 'header' }>
  | (Extract<ProxyVerdict, { kind: 'header' }> & {
      /** The bytes after the header, of the piece that completed it: a view, no copy. */
      readonly rest: Uint8Array;
    });

/**
 * Reads the header of the PROXY protocol from the pieces of a connection, however they are cut. It holds what has come until the header is
 * complete: at most 16 bytes more than its limits, and never what follows.
 */
export class ProxyHeaderParser {
  #held: Buffer | null = null;
  #length = 0;

  /**
   * Takes the next piece. Push no more after `header` or `invalid`.
   * @returns `incomplete` until the verdict is known
   */
  push(piece: Uint8Array): ProxyProgress {
    const before = this.#length;
    // Most often one piece has all of it: nothing is copied.
    const verdict = readProxyHeader(before === 0 ? piece : this.#append(piece));
    if (verdict.kind === 'incomplete' && before === 0) this.#append(piece);
    return verdict.kind === 'header'
      ? { ...verdict, rest: piece.subarray(verdict.length - before) }
      : verdict;
  }

  #append(piece: Uint8Array): Buffer {
    const length = this.#length + piece.length;
    if (this.#held === null || length > this.#held.length) {
      const larger = Buffer.alloc(Math.max(2 * this.#length, length, MAX_V1_BYTES));
      if (this.#held !== null) larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(piece, this.#length);
    this.#length = length;
    return this.#held.subarray(0, length);
  }
}
