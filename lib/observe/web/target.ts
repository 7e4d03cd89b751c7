import { HttpError } from './http-error.js';

/** What a request asks for. */
export interface Target {
  /** The path as it was sent, percent-encoded. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  /** Host and port of a target that names them, as requests to a proxy do; null if it does not. */
  readonly authority: string | null;
}

/**
 * Parses the target of a request line: `/path?query`, or the same with `http://host` in front.
 * @throws {HttpError} 400
 */
export function parseTarget(text: string): Target {
  const [, authority = null, rest = text] = /^https?:\/\/([^/?#]+)(.*)$/is.exec(text) ?? [];
  const [before = '', ...query] = rest.split('?');
  const path = before === '' && authority !== null ? '/' : before;
  if (!path.startsWith('/')) throw new HttpError(400, 'The target of the request must be a path.');
  return { path, query: query.join('?'), authority };
}
