import type { TlslpError } from './errors.js';

/**
 * What a peer had sent when its session failed. It may hold an answer or a suffix: only the tutorial, which shows everything, may read
 * it.
 */
export interface LastInput {
  /** The last whole line, without its LF; null when none came, or when it was right and only the bytes after it are not. */
  readonly line: string | null;
  /** The beginning of the bytes after that line: at most {@link MAX_INPUT_BYTES}. */
  readonly rest: Buffer;
  /** The number of all bytes after that line that had been read. */
  readonly restLength: number;
  /** Whether some of these bytes were there before the first command was sent. */
  readonly isEarly: boolean;
}

/** How many bytes after the last line are kept. A line that fits the protocol is kept whole. */
export const MAX_INPUT_BYTES = 2048;

// Not a property of the error: nothing that logs, sends, stores or copies an error can meet it here.
const inputs = new WeakMap<Error, LastInput>();

/** Keeps, for as long as the error lives, what the peer had sent. */
export function rememberInput(error: Error, line: string | null, rest: Buffer, isEarly = false): void {
  inputs.set(error, {
    line,
    rest: Buffer.from(rest.subarray(0, MAX_INPUT_BYTES)),
    restLength: rest.length,
    isEarly,
  });
}

/** Returns what the peer had sent; null when nobody kept it, as outside the tutorial. */
export function lastInputOf(error: Error): LastInput | null {
  return inputs.get(error) ?? null;
}

/** Whether a peer left, and had sent nothing that is known of. Before HELLO, it has spoken first otherwise. */
export function leftSilently(error: TlslpError): boolean {
  const input = lastInputOf(error);
  return error.code === 'disconnected' && (input === null || (input.line === null && input.restLength === 0));
}
