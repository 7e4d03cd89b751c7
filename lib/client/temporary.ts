import { isTlslpError, type TlslpError } from '../protocol/errors.js';

/** Says of an error whether it passes with time. Errors without it are judged by their code. */
export interface Temporary {
  readonly temporary: boolean;
}

/** Adds to an error whether it passes with time: whether the same client may succeed on another connection. */
export function markTemporary<E extends Error>(error: E, temporary: boolean): E & Temporary {
  return Object.assign(error, { temporary });
}

/**
 * Returns whether an error of a client passes with time, so that another connection may end better: the connection was lost or refused,
 * or the server said that it is stopping, is full, or cannot keep answers at the moment. False for everything that would happen again: a
 * wrong answer, a certificate that one side does not trust, a client that may not come, an error of the client's own functions.
 */
export function isTemporary(error: unknown): error is TlslpError {
  if (!isTlslpError(error)) return false;
  if ('temporary' in error) return error.temporary === true;
  return error.code === 'disconnected' || error.code === 'not_sent';
}

/**
 * The reasons of a FAIL that pass with time, as the server of this package words them. docs/client.md lists them. Any other reason is
 * final: a client that does not understand its server must not go on asking.
 */
const TEMPORARY_REASONS: readonly RegExp[] = [
  /^Server is stopping\./,
  /^Server is full: /,
  // The server may still count the session that was lost.
  /^This certificate has too many sessions at once: /,
  /^This address has too many sessions at once: /,
  /^This certificate began too many sessions: /,
  /^The server has no current list of revoked certificates\./,
  // The proof was sent on a connection that was lost: the next one gets other work.
  /^This work was spent on another connection: /,
  /^Server could not keep the answers/,
  /^Server has no space to keep answers\./,
  // The network kept the answer from the server. Not WORK: a client that was too slow once would be too slow again.
  /^receiving\. (?!WORK )[A-Z0-9_]+ timed out: /,
];

/** Returns whether the reason of a FAIL passes with time. */
export function isTemporaryReason(reason: string): boolean {
  return TEMPORARY_REASONS.some((pattern) => pattern.test(reason));
}
