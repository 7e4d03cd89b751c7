import { MAX_LINE_BYTES } from '../protocol/limits.js';

const CHECKSUM_CHARS = 64;

/** A suffix, in bytes: what fits a line in front of its LF. */
export const MAX_SUFFIX_BYTES = MAX_LINE_BYTES - '\n'.length;
/** An answer's value, in bytes: what fits a line behind a checksum and a space, in front of the LF. */
export const MAX_VALUE_BYTES = MAX_SUFFIX_BYTES - CHECKSUM_CHARS - ' '.length;

const LONE_SURROGATE = /\p{Cs}/u;

/**
 * Why a value cannot be sent as a line or its end, or null where it can: the rule in words that go on from "an answer that …",
 * and nothing of the value.
 */
export function lineProblem(value: unknown, maxBytes: number): string | null {
  if (typeof value !== 'string') return 'is not a string';
  if (value.includes('\n')) return 'holds an LF: it has to be one line';
  if (LONE_SURROGATE.test(value)) return 'has half a surrogate pair: it has no UTF-8 form';
  const bytes = Buffer.byteLength(value);
  return bytes > maxBytes ? `has ${bytes} bytes: at most ${maxBytes} fit a line` : null;
}
