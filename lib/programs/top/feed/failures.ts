import type { IncomingMessage } from 'node:http';
import { TimeoutError } from 'rxjs';
import { reasonOf } from '../../../client/connect-errors.js';
import { isTlslpError, TransportError } from '../../../protocol/errors.js';
import { escapeText } from '../../../protocol/escape.js';
import { codeOf, systemErrorText } from '../../../protocol/system-errors.js';
import { EndOfResponse, TooLarge } from './body.js';
import type { Connection } from './connection.js';
import { ShapeError } from './decode.js';

/** What the server sent is not what it should be. The message is the end of a sentence, and escaped. */
export class BadResponse extends Error {}

/** Creates the error of a request that failed: one line that says where, and why. */
export function requestFailed(connection: Connection, thrown: unknown): TransportError {
  if (isTlslpError(thrown) && thrown instanceof TransportError) return thrown;
  const where = escapeText(connection.address.text, Infinity);
  const message = `Cannot read the status of ${where}: ${reasonFor(connection, thrown)}.`;
  return new TransportError('connect_failed', message, { cause: thrown });
}

/** Says why a request failed, as the end of a sentence, escaped. */
export function reasonFor({ address, tls }: Connection, thrown: unknown): string {
  if (thrown instanceof BadResponse || thrown instanceof EndOfResponse) return thrown.message;
  if (thrown instanceof ShapeError) return `it sent no valid status: ${thrown.message}`;
  if (thrown instanceof TooLarge) return `it sent too much: ${thrown.message}`;
  if (thrown instanceof TimeoutError) return 'it sent nothing for too long';
  const code = codeOf(thrown) ?? '';
  if (code.startsWith('HPE_')) return `it does not speak HTTP${tls === null ? tlsAdvice : ''}`;
  if (code === 'ECONNRESET' && tls === null) return `it closed the connection without an answer${tlsAdvice}`;
  if (tls !== null && address.socketPath === null && !(code in HINTS)) {
    return reasonOf(thrown, {
      host: address.host,
      caCert: tls.caCert ?? 'those that Node trusts; --ca-cert names others',
    });
  }
  return `${escapeText(systemErrorText(thrown, SOCKET_FILE))}${HINTS[code] ?? ''}`;
}

const tlsAdvice = '; if it speaks HTTPS, --status-tls is missing';
const SOCKET_FILE = { ENOENT: 'there is no such socket' };
const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: '; no tlslp-server with --status runs there',
  ENOENT: '; no tlslp-server with --status runs there',
};

/**
 * Says why a server refused a request.
 * @param body the text of its response, not escaped
 */
export function refusalOf(
  { token }: Connection,
  { statusCode = 0, headers }: IncomingMessage,
  body: string,
): BadResponse {
  const said = errorIn(body);
  const status = `${statusCode}${said === null ? '' : ` (${said})`}`;
  switch (statusCode) {
    case 401:
      return new BadResponse(
        token === null
          ? 'it asks for a token: --status-token-file names its file'
          : 'it does not know the token',
      );
    case 403:
      return new BadResponse(`it does not let this client in: ${status}`);
    case 404:
      return new BadResponse(`there is no status of a tlslp-server: ${status}`);
    case 421:
      return new BadResponse(`it does not answer to this name: ${status}`);
    case 503:
      return new BadResponse(`it takes no more readers now: ${status}`);
    default:
      break;
  }
  const { location } = headers;
  if (location !== undefined) {
    return new BadResponse(
      `it redirects to ${escapeText(location)}, which is not followed; give --status that address`,
    );
  }
  return new BadResponse(`it answered with the status ${status}`);
}

/** Returns the text of `{ "error": "..." }`, escaped; null for any other body. */
function errorIn(body: string): string | null {
  try {
    const { error } = JSON.parse(body) as { readonly error?: unknown };
    return typeof error === 'string' ? escapeText(error, 300) : null;
  } catch {
    return null;
  }
}
