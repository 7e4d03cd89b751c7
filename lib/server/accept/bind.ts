import type { Server } from 'node:net';
import type { ListenTarget } from '../../config/listen-targets.js';
import { refuseInsecureHost } from '../../tls/local-host.js';
import { acceptingListener, type CreateListener } from './create-listener.js';
import { EarlyConnections, type TakeConnection } from './early-connections.js';
import { listenOnDescriptor } from './inherited-socket.js';
import { unusableAddress } from './listen.js';
import { closeAll, type ListeningPlace, type Opened } from './opened.js';
import { listenOnHost } from './tcp-listeners.js';
import { listenOnPath } from './unix-socket.js';

export type { ListeningPlace } from './opened.js';
export type { TakeConnection } from './early-connections.js';

/** The listeners of a server. The caller owns them and must close them. It has the fields of the first place. */
export interface Bound extends ListeningPlace {
  /** Every place, in the order of the targets: one or more. */
  readonly places: readonly ListeningPlace[];
  /** Plain servers, one for each address. */
  readonly listeners: readonly Server[];
  /** Sets the handler of connections. Connections since the bind are passed to it first. A later handler replaces an earlier one. */
  readonly onConnection: (take: TakeConnection) => void;
  /** Stops accepting. Open connections stay. */
  readonly stopListening: () => void;
  /** Stops accepting. Resolves when the last connection is closed. The owners of accepted connections must close them. */
  readonly close: () => Promise<void>;
}

/** How to bind. */
export interface BindOptions {
  /** Aborts: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Share the ports with other processes that do the same. Default false. */
  readonly reusePort?: boolean;
  /** Refuse what other machines can reach. Default false. */
  readonly localOnly?: boolean;
  /** Whether the targets came by `--listen`, for messages. Default false: by `--host` and `--port`. */
  readonly byListen?: boolean;
  /** Creates a listener that does not listen yet. Default: one that accepts in this process. */
  readonly createListener?: CreateListener;
}

/**
 * Binds one port on every address of a host; see `bindAll`.
 * @throws {ConfigError} `unusable_address`. Then nothing is left listening
 */
export function bind(host: string, port: number, signal?: AbortSignal): Promise<Bound> {
  return bindAll([{ kind: 'tcp', host, port }], { signal });
}

/**
 * Listens on every target.
 * @throws {ConfigError} `unusable_address`, `insecure_host`. Then nothing is left listening
 */
export async function bindAll(targets: readonly ListenTarget[], options: BindOptions = {}): Promise<Bound> {
  if (options.localOnly === true) refuseRemoteHosts(targets);
  const connections = new EarlyConnections();
  const opened: Opened[] = [];
  const stopListening = (): void => {
    for (const { listeners, release } of opened) {
      for (const listener of listeners) listener.close();
      release?.();
    }
  };
  const listeners = (): Server[] => opened.flatMap((each) => each.listeners);
  const close = (): Promise<void> => {
    connections.destroyAll();
    stopListening();
    return closeAll(listeners());
  };
  try {
    for (const target of targets) {
      opened.push(await open(target, connections, options));
      options.signal?.throwIfAborted();
    }
  } catch (error) {
    await close();
    throw error;
  }
  const places = opened.map(({ place }) => place);
  const [first] = places;
  if (first === undefined) throw unusableAddress('no address', null, 'give at least one', null);
  return {
    ...first,
    places,
    listeners: listeners(),
    onConnection: (take) => {
      connections.setHandler(take);
    },
    stopListening,
    close,
  };
}

/**
 * Refuses hosts that other machines can reach, before anything is bound. The address of an inherited socket is known only later.
 * @throws {ConfigError} `insecure_host`
 */
export function refuseRemoteHosts(targets: readonly ListenTarget[]): void {
  for (const target of targets) if (target.kind === 'tcp') refuseInsecureHost(target.host);
}

function open(target: ListenTarget, connections: EarlyConnections, options: BindOptions): Promise<Opened> {
  const { signal, reusePort = false, localOnly = false, byListen = false } = options;
  const { createListener = acceptingListener } = options;
  switch (target.kind) {
    case 'tcp':
      return listenOnHost(
        { ...target, reusePort, ...(byListen ? { flag: '--listen' } : {}), createListener },
        connections,
        signal,
      );
    case 'unix':
      return listenOnPath(target.path, connections, createListener);
    case 'fd':
      return listenOnDescriptor(target.fd, connections, localOnly, createListener);
  }
}
