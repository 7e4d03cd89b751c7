import { once } from 'node:events';
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';

/** Where a scripted server listens. */
export interface ListenOptions {
  /** Default 0: a free port that the system chooses. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
}

/** A server whose every word its caller writes. */
export interface ScriptedServer {
  readonly port: number;
  /** The server itself, for its further events, such as `tlsClientError`. */
  readonly listener: Server;
  /**
   * Stops listening, and resolves when every connection is closed. It closes none of them: one that nobody closes keeps it waiting.
   *
   * @throws what the script threw when a client came, if it did
   */
  readonly close: () => Promise<void>;
}

/** What a server does with a client that has come. */
export type Talk<S extends Duplex = Duplex> = (socket: S) => void;

/**
 * Starts a server over TLS, which asks for a client certificate unless told otherwise.
 *
 * @param talk gets each connection whose handshake succeeds. If it throws, the connection is torn down
 * @param options as for `tls.createServer`: `cert`, `key` and `ca` in PEM
 */
export function startTlsServer(
  talk: Talk<TLSSocket>,
  { port, host, ...options }: TlsOptions & ListenOptions,
): Promise<ScriptedServer> {
  const listener = createServer({ requestCert: true, ...options });
  listener.on('tlsClientError', (_error, socket) => socket.destroy());
  return start(listener, 'secureConnection', talk, { port, host });
}

/**
 * Starts a server over plain TCP: one that speaks no TLS.
 *
 * @param talk gets each connection. If it throws, the connection is torn down
 */
export function startPlainServer(talk: Talk<Socket>, options: ListenOptions = {}): Promise<ScriptedServer> {
  return start(createPlainServer(), 'connection', talk, options);
}

/** Says these lines in turn, the first at once and one more for each line that comes. Then ends. */
export function says(...lines: readonly string[]): Talk {
  return (socket) => {
    const rest = [...lines];
    const next = (): void => {
      const line = rest.shift();
      if (line === undefined) socket.end();
      else socket.write(`${line}\n`);
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const _lf of text.matchAll(/\n/g)) next();
    });
    next();
  };
}

/** Gives the first client to the first talk, and so on. It throws when one more comes. */
export function inTurn<S extends Duplex>(...talks: readonly Talk<S>[]): Talk<S> {
  const rest = [...talks];
  return (socket) => {
    const talk = rest.shift();
    if (talk === undefined) throw new Error('A client came that the script does not expect.');
    talk(socket);
  };
}

async function start<S extends Duplex>(
  listener: Server,
  event: string,
  talk: Talk<S>,
  { port, host }: { readonly [K in keyof ListenOptions]: ListenOptions[K] | undefined },
): Promise<ScriptedServer> {
  const errors: unknown[] = [];
  listener.on(event, (socket: S) => {
    socket.on('error', ignore);
    try {
      talk(socket);
    } catch (error) {
      errors.push(error);
      socket.destroy();
    }
  });
  listener.listen(port ?? 0, host ?? '127.0.0.1');
  await once(listener, 'listening');
  const close = async (): Promise<void> => {
    const closed = once(listener, 'close');
    listener.close();
    await closed;
    if (errors.length > 0) throw errors[0];
  };
  return { port: portOf(listener), listener, close };
}

function portOf(listener: Server): number {
  const address = listener.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function ignore(): void {
  // Some clients break off: that is what they are for.
}
