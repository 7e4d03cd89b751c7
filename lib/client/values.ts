import { MAX_LINE_BYTES } from '../protocol/limits.js';

const CHECKSUM_CHARS = 64;

/** The maximum length of a suffix, in bytes: a line without its LF. */
export const MAX_SUFFIX_BYTES = MAX_LINE_BYTES - '\n'.length;
/** The maximum length of an answer's value, in bytes: a line without its checksum, space and LF. */
export const MAX_VALUE_BYTES = MAX_SUFFIX_BYTES - CHECKSUM_CHARS - ' '.length;

const LONE_SURROGATE = /\p{Cs}/u;

/**
 * Returns why a value cannot be sent as a line or the end of one, or null when it can. The text ends a sentence such as "The answer
 * to NAME ...", and never quotes the value.
 */
export function lineProblem(value: unknown, maxBytes: number): string | null {
  if (typeof value !== 'string') return 'is not a string';
  if (value.includes('\n')) return 'contains an LF: it must be one line';
  if (LONE_SURROGATE.test(value)) return 'contains a lone surrogate: it has no UTF-8 form';
  const bytes = Buffer.byteLength(value);
  return bytes > maxBytes ? `has ${bytes} bytes: the limit is ${maxBytes}` : null;
}
