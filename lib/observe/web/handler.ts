import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AllowedHosts } from './allowed-hosts.js';
import { HttpError } from './http-error.js';
import { isNavigation, isOwnSite } from './own-site.js';
import { errorReply, sendReply } from './reply.js';
import { routeOf, type Access, type Served } from './routes.js';
import { parseTarget, type Target } from './target.js';
import type { TokenCheck } from './token.js';

export interface HandlerOptions {
  readonly served: Served;
  /** The names that may be asked for; null for any, as on a unix socket. */
  readonly hosts: AllowedHosts | null;
  /** Null if none is needed. */
  readonly token: TokenCheck | null;
  /** Called with what should not have been thrown. Must not throw. */
  readonly onFault: (thrown: unknown) => void;
}

export const ALLOWED_METHODS = 'GET, HEAD';

/** The most headers of a request. */
const MAX_HEADERS = 100;

/** Returns the function that answers all requests. It never throws. */
export function requestHandler(options: HandlerOptions): RequestListener {
  return (request, response) => {
    // The socket's errors come here too; the end of the response says enough.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    void answer(options, request, response);
  };
}

async function answer(
  options: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const target = check(options, request);
    const found = routeOf(target.path);
    checkAccess(options, request, found?.route.access ?? 'data');
    if (found === null) throw new HttpError(404, 'There is no such page.');
    const asked = { request, response, rest: found.rest, query: target.query };
    const reply = await found.route.answer(options.served, asked);
    if (reply !== null) sendReply(response, reply);
  } catch (thrown) {
    const isExpected = thrown instanceof HttpError;
    if (!isExpected) options.onFault(thrown);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendReply(response, errorReply(isExpected ? thrown : new HttpError(500, 'The server failed.')));
  }
}

/** Checks the request itself, whatever it asks for. */
function check({ hosts }: HandlerOptions, request: IncomingMessage): Target {
  const { method, url = '', headers } = request;
  // Names and values by turns.
  if (request.rawHeaders.length > 2 * MAX_HEADERS) {
    throw new HttpError(431, `A request must have at most ${MAX_HEADERS} headers.`, { Connection: 'close' });
  }
  if (method !== 'GET' && method !== 'HEAD') {
    throw new HttpError(405, 'Only GET and HEAD are answered.', {
      Allow: ALLOWED_METHODS,
      Connection: 'close',
    });
  }
  if (headers['transfer-encoding'] !== undefined || !/^0*$/.test(headers['content-length'] ?? '')) {
    throw new HttpError(400, 'A request must have no body.', { Connection: 'close' });
  }
  const target = parseTarget(url);
  // HTTP/1.0 needs no host. No browser speaks it.
  const { host: named = [] } = request.headersDistinct;
  if (named.length > 1 || (named.length === 0 && request.httpVersion !== '1.0')) {
    throw new HttpError(400, 'A request must name one host.', { Connection: 'close' });
  }
  const asked = [headers.host, target.authority].filter((name) => name !== undefined && name !== null);
  if (hosts !== null && !asked.every((name) => hosts.allow(name))) {
    throw new HttpError(421, 'The status is not served by this name: see --status-host.');
  }
  return target;
}

function checkAccess({ token }: HandlerOptions, { headers }: IncomingMessage, access: Access): void {
  if (access === 'anyone') return;
  if (!isOwnSite(headers) && !(access === 'page' && isNavigation(headers))) {
    throw new HttpError(403, 'Other sites may not ask for this.');
  }
  token?.check(headers.authorization);
}
