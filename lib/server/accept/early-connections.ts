import type { Socket } from 'node:net';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';

/** Receives each accepted connection. */
export type TakeConnection = (socket: Socket) => void;

/** Holds connections until a handler is set. */
export class EarlyConnections {
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
