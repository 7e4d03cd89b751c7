import { createHash, timingSafeEqual } from 'node:crypto';
import { HttpError } from './http-error.js';

/** The fewest characters of a token. Whoever can reach the port can try tokens. */
export const MIN_TOKEN_CHARS = 16;
const MAX_TOKEN_CHARS = 1000;

export const STATUS_TOKEN_RULE = `${MIN_TOKEN_CHARS} to ${MAX_TOKEN_CHARS} characters, each a letter, a digit or one of -._~+/=`;

/** Returns whether a text can be a token, in either form of the header. */
export function isStatusToken(text: string): boolean {
  return (
    /^[A-Za-z0-9\-._~+/]+=*$/.test(text) && text.length >= MIN_TOKEN_CHARS && text.length <= MAX_TOKEN_CHARS
  );
}

/** Checks tokens, in a time that tells nothing of the right one. */
export class TokenCheck {
  readonly #expected: Buffer;

  constructor(token: string) {
    this.#expected = digest(token);
  }

  /**
   * @param authorization the header of the request
   * @throws {HttpError} 401, at which a browser asks for the token
   */
  check(authorization: string | undefined): void {
    const given = tokenOf(authorization);
    // The digests have one length, so that the comparison takes one time.
    if (given !== null && timingSafeEqual(digest(given), this.#expected)) return;
    const why = authorization === undefined ? 'A token is needed' : 'The token is wrong';
    throw new HttpError(401, `${why}: see --status-token-file.`, {
      'WWW-Authenticate': 'Basic realm="tlslp-server status", charset="UTF-8"',
    });
  }
}

/** Returns the token of `Bearer TOKEN`, or the password of `Basic`; null if there is none. */
function tokenOf(authorization = ''): string | null {
  const [, scheme = '', value = ''] = /^(bearer|basic) +([^\s]+) *$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme === '') return null;
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
  return password ?? null;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
