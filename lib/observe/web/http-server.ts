import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { Duplex } from 'node:stream';
import { codeOf } from '../../protocol/system-errors.js';
import { ALLOWED_METHODS } from './handler.js';
import { HttpError } from './http-error.js';
import { errorReply, rawReply, sendReply } from './reply.js';

/** Connections at once: the readers of events, and as many again. */
export const MAX_CONNECTIONS = 250;

/** Strangers may connect: each of these is small. Times in milliseconds. */
export const HTTP_LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  // What a response holds for a client that does not read. Newer releases of Node would hold four times as much.
  highWaterMark: 16 * 1024,
  noDelay: true,
  // The handler does it, with our headers.
  requireHostHeader: false,
};

export type WebServer = Server | HttpsServer;

/** How HTTPS is served. */
export interface SecureSettings {
  readonly context: SecureContextOptions;
  /** Whether clients need a certificate of the CA of the context. */
  readonly isVerifying: boolean;
}

/** Creates a server that does not listen yet. @param secure null for plain HTTP */
export function createHttpServer(
  handle: RequestListener,
  secure: SecureSettings | null,
  limits: typeof HTTP_LIMITS = HTTP_LIMITS,
): WebServer {
  const server: WebServer =
    secure === null
      ? createServer(limits, handle)
      : createHttpsServer(
          {
            ...limits,
            ...secure.context,
            handshakeTimeout: limits.headersTimeout,
            requestCert: secure.isVerifying,
            rejectUnauthorized: secure.isVerifying,
            ALPNProtocols: ['http/1.1'],
          },
          handle,
        );
  server.maxConnections = MAX_CONNECTIONS;
  // Node 20 would leave out those that are too many, so the handler counts them. maxHeaderSize bounds them here.
  server.maxHeadersCount = 0;
  server.on('clientError', (error: Error, socket: Duplex) => {
    refuse(socket, problemOf(codeOf(error)));
  });
  server.on('checkExpectation', (_request: unknown, response: ServerResponse) => {
    sendReply(
      response,
      errorReply(new HttpError(417, 'Expect nothing but 100-continue.', { Connection: 'close' })),
    );
  });
  server.on('connect', (_request: unknown, socket: Duplex) => {
    refuse(socket, new HttpError(405, 'This is no proxy.', { Allow: ALLOWED_METHODS }));
  });
  // A handshake that fails leaves its socket open.
  server.on('tlsClientError', (_error: Error, socket: Duplex) => {
    socket.destroy();
  });
  return server;
}

/** Answers what is no request, and closes the connection. */
function refuse(socket: Duplex, error: HttpError): void {
  socket.on('error', () => undefined);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawReply(error), () => {
    socket.destroy();
  });
}

function problemOf(code: string | undefined): HttpError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new HttpError(431, 'The headers are too large.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new HttpError(408, 'The request did not come in time.');
    default:
      return new HttpError(400, 'This is no HTTP request.');
  }
}
