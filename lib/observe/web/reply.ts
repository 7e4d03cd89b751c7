import { STATUS_CODES, type ServerResponse } from 'node:http';
import { JSON_TYPE, NO_STORE, SECURITY_HEADERS } from './headers.js';
import type { HttpError } from './http-error.js';

/** A whole answer. */
export interface Reply {
  /** Default 200. */
  readonly status?: number;
  readonly type: string;
  readonly body: string | Buffer;
  /** Headers besides those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns a value as JSON. */
export function jsonReply(value: unknown, status = 200): Reply {
  return { status, type: JSON_TYPE, body: `${JSON.stringify(value)}\n` };
}

/** Returns the answer to a refused request. */
export function errorReply({ status, message, headers }: HttpError): Reply {
  return { ...jsonReply({ error: message }, status), headers };
}

/** Sends an answer. To HEAD, Node leaves the body out. */
export function sendReply(response: ServerResponse, { status = 200, type, body, headers = {} }: Reply): void {
  const hasBody = status !== 304;
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'Cache-Control': NO_STORE,
    ...(hasBody ? { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) } : {}),
    ...headers,
  });
  response.end(hasBody ? body : undefined);
}

/** Returns an error as the bytes of a whole answer, for a connection where no request could be read. It closes the connection. */
export function rawReply(error: HttpError): string {
  const { status = 400, type, body, headers } = errorReply(error);
  const all = {
    ...SECURITY_HEADERS,
    'Cache-Control': NO_STORE,
    'Content-Type': type,
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
    Connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body.toString()}`;
}
