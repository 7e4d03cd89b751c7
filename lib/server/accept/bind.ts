import { createServer, type Server, type Socket } from 'node:net';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { orAborted } from '../../tls/or-aborted.js';
import { addressesOf, isAbsentAddress, isPortTaken, listen } from './listen.js';

/** Plain TCP servers that listen on one port: one for each address. Whoever asked for them owns them, and closes them. */
export interface Bound {
  /** The port that was really bound, the same on every address. */
  readonly port: number;
  readonly addresses: readonly string[];
  readonly listeners: readonly Server[];
  /** Gives every connection to `take`, those first that have come since the listeners were bound. The last one to be given counts. */
  readonly onConnection: (take: TakeConnection) => void;
  /** Stops accepting. Resolves when the last connection is closed too; those that were taken are their owners' to close. */
  readonly close: () => Promise<void>;
}

export type TakeConnection = (socket: Socket) => void;

/** Free ports that are tried before giving up, where the port of one address is taken on another. */
const MAX_FREE_PORT_TRIES = 10;

/**
 * Binds one port on every address of a host. A free port of the first address may be taken on the second: then another is tried.
 * @param signal gives up: the promise rejects with the signal's reason
 * @throws {ConfigError} `unusable_address`. Nothing is left listening.
 */
export async function bind(host: string, port: number, signal?: AbortSignal): Promise<Bound> {
  const addresses = await orAborted(addressesOf(host), signal);
  for (let tries = 1; ; tries++) {
    const listeners: Server[] = [];
    const reception = new Reception();
    try {
      const where = await bindEach(reception, listeners, addresses, port, signal);
      return {
        ...where,
        listeners,
        onConnection: (take) => {
          reception.handTo(take);
        },
        close: () => {
          reception.dismiss();
          return closeAll(listeners);
        },
      };
    } catch (error) {
      reception.dismiss();
      await closeAll(listeners);
      if (port !== 0 || !isPortTaken(error) || tries === MAX_FREE_PORT_TRIES) throw error;
    }
  }
}

async function bindEach(
  reception: Reception,
  listeners: Server[],
  addresses: readonly string[],
  wanted: number,
  signal: AbortSignal | undefined,
): Promise<{ port: number; addresses: string[] }> {
  const boundTo: string[] = [];
  let port = wanted;
  let absent: unknown;
  for (const address of addresses) {
    // Or each short line could wait for the acknowledgement of the one before.
    const listener = createServer({ noDelay: true }, reception.take);
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

/** Holds the connections that come before anybody is there to take them. */
class Reception {
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

  handTo(take: TakeConnection): void {
    this.#take = take;
    for (const socket of this.#early.splice(0)) if (!socket.destroyed) take(socket);
  }

  /** Nobody will come for them. */
  dismiss(): void {
    for (const socket of this.#early.splice(0)) socket.destroy();
  }
}

async function closeAll(listeners: readonly Server[]): Promise<void> {
  await Promise.all(
    listeners.map(
      (listener) =>
        new Promise<void>((resolve) => {
          // What it calls back with is only whether it was listening still.
          listener.close(() => {
            resolve();
          });
        }),
    ),
  );
}
