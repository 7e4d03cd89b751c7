import { createServer, type Server, type Socket } from 'node:net';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { orAborted } from '../../tls/or-aborted.js';
import { addressesOf, isAbsentAddress, isPortTaken, listen } from './listen.js';

/** Plain TCP servers on one port, one for each address. The caller owns them and must close them. */
export interface Bound {
  /** The bound port, the same on every address. */
  readonly port: number;
  readonly addresses: readonly string[];
  readonly listeners: readonly Server[];
  /** Sets the handler of connections. Connections since the bind are passed to it first. A later handler replaces an earlier one. */
  readonly onConnection: (take: TakeConnection) => void;
  /** Stops accepting. Resolves when the last connection is closed. The owners of accepted connections must close them. */
  readonly close: () => Promise<void>;
}

/** Receives each accepted TCP connection. */
export type TakeConnection = (socket: Socket) => void;

/** The number of free ports to try: a port that is free on one address can be taken on another. */
const MAX_FREE_PORT_TRIES = 10;

/**
 * Binds one port on every address of a host. With port 0, it tries another free port if the port is taken on a later address.
 * @param signal aborts: the promise rejects with the signal's reason
 * @throws {ConfigError} `unusable_address`. Then nothing is left listening
 */
export async function bind(host: string, port: number, signal?: AbortSignal): Promise<Bound> {
  const addresses = await orAborted(addressesOf(host), signal);
  for (let tries = 1; ; tries++) {
    const listeners: Server[] = [];
    const connections = new EarlyConnections();
    try {
      const where = await bindEach(connections, listeners, addresses, port, signal);
      return {
        ...where,
        listeners,
        onConnection: (take) => {
          connections.setHandler(take);
        },
        close: () => {
          connections.destroyAll();
          return closeAll(listeners);
        },
      };
    } catch (error) {
      connections.destroyAll();
      await closeAll(listeners);
      if (port !== 0 || !isPortTaken(error) || tries === MAX_FREE_PORT_TRIES) throw error;
    }
  }
}

async function bindEach(
  connections: EarlyConnections,
  listeners: Server[],
  addresses: readonly string[],
  wanted: number,
  signal: AbortSignal | undefined,
): Promise<{ port: number; addresses: string[] }> {
  const boundTo: string[] = [];
  let port = wanted;
  let absent: unknown;
  for (const address of addresses) {
    // noDelay: with Nagle's algorithm a short line can wait for the acknowledgement of the previous one.
    const listener = createServer({ noDelay: true }, connections.take);
    try {
      port = await listen(listener, address, port);
      listeners.push(listener);
      boundTo.push(address);
    } catch (error) {
      if (!isAbsentAddress(error)) throw error;
      absent = error;
    }
    signal?.throwIfAborted();
  }
  if (boundTo.length === 0) throw absent;
  return { port, addresses: boundTo };
}

/** Holds connections until a handler is set. */
class EarlyConnections {
  #early: Socket[] = [];
  #take: TakeConnection | null = null;

  readonly take: TakeConnection = (socket) => {
    if (this.#take !== null) {
      this.#take(socket);
      return;
    }
    ignoreLateErrors(socket);
    this.#early.push(socket);
  };

  setHandler(take: TakeConnection): void {
    this.#take = take;
    for (const socket of this.#early.splice(0)) if (!socket.destroyed) take(socket);
  }

  /** Destroys the connections that were never passed to a handler. */
  destroyAll(): void {
    for (const socket of this.#early.splice(0)) socket.destroy();
  }
}

async function closeAll(listeners: readonly Server[]): Promise<void> {
  await Promise.all(
    listeners.map(
      (listener) =>
        new Promise<void>((resolve) => {
          // The callback's error only says that the server was not listening.
          listener.close(() => {
            resolve();
          });
        }),
    ),
  );
}
