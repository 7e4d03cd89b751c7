import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Observable } from 'rxjs';
import type { Connection } from './connection.js';

/**
 * Asks the server for a path. Emits its response once, with the socket still open, and does not complete. Errors with Node's own error.
 * Unsubscribing closes the socket, which no other request shares.
 */
export function get(
  { address, tls, token }: Connection,
  path: string,
  headers: Readonly<Record<string, string>>,
): Observable<IncomingMessage> {
  return new Observable((subscriber) => {
    const { host, port, socketPath, basePath } = address;
    const options: RequestOptions = {
      host,
      ...(socketPath === null ? { port } : { socketPath }),
      path: `${basePath}${path}`,
      headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      agent: false,
    };
    let cancelled = false;
    let cancel = (): void => {
      cancelled = true;
    };
    void begin(tls, options).then(
      (request) => {
        // After the end nobody listens, and a late error would end the process.
        request.on('error', (error) => {
          subscriber.error(error);
        });
        request.once('response', (response) => {
          response.on('error', ignore);
          subscriber.next(response);
        });
        cancel = () => {
          request.destroy();
        };
        if (cancelled) cancel();
        else request.end();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      cancel();
    };
  });
}

/** Most servers are reached without TLS, and https is loaded for the others only. */
async function begin(tls: Connection['tls'], options: RequestOptions) {
  if (tls === null) return httpRequest(options);
  const { request } = await import('node:https');
  return request({ ...options, ...tls.options });
}

function ignore(): void {
  /* who reads the response has its own listener */
}
