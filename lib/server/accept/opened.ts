import type { Server } from 'node:net';

/** One place that a server listens on. */
export interface ListeningPlace {
  /** The configured host; the address of an inherited socket; empty for a unix socket. */
  readonly host: string;
  /** The bound port, the same on every address; 0 for a unix socket. */
  readonly port: number;
  /** Every bound address; none for a unix socket. */
  readonly addresses: readonly string[];
  /** The path of a unix socket; null for TCP. */
  readonly path: string | null;
}

/** A place with its listening servers. */
export interface Opened {
  readonly place: ListeningPlace;
  readonly listeners: readonly Server[];
  /** Removes what the listeners leave behind when they close. Default: nothing. */
  readonly release?: () => void;
}

/** Closes the listeners. Resolves when their last connection is closed. */
export async function closeAll(listeners: readonly Server[]): Promise<void> {
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
