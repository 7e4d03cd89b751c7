import type { Server } from 'node:net';
import { orAborted } from '../../tls/or-aborted.js';
import { acceptingListener, type CreateListener } from './create-listener.js';
import { EarlyConnections } from './early-connections.js';
import { addressesOf, isAbsentAddress, isPortTaken, listen, type ListenSettings } from './listen.js';
import { closeAll, type Opened } from './opened.js';

/** The number of free ports to try: a port that is free on one address can be taken on another. */
const MAX_FREE_PORT_TRIES = 10;

/** A host and a port, and how to bind them. */
export interface TcpBinding extends ListenSettings {
  readonly host: string;
  readonly port: number;
  /** Default: accepts in this process. */
  readonly createListener?: CreateListener;
}

/**
 * Binds one port on every address of a host. With port 0, it tries another free port if the port is taken on a later address.
 * @param signal aborts: the promise rejects with the signal's reason
 * @throws {ConfigError} `unusable_address`. Then nothing is left listening
 */
export async function listenOnHost(
  binding: TcpBinding,
  connections: EarlyConnections,
  signal: AbortSignal | undefined,
): Promise<Opened> {
  const { host } = binding;
  const addresses = await orAborted(addressesOf(host), signal);
  for (let tries = 1; ; tries++) {
    const listeners: Server[] = [];
    // Of this try alone: the clients of other places stay when it fails.
    const own = new EarlyConnections();
    try {
      const bound = await bindEach(binding, addresses, own, listeners, signal);
      own.setHandler(connections.take);
      return { place: { host, ...bound, path: null }, listeners };
    } catch (error) {
      own.destroyAll();
      await closeAll(listeners);
      if (binding.port !== 0 || !isPortTaken(error) || tries === MAX_FREE_PORT_TRIES) throw error;
    }
  }
}

async function bindEach(
  binding: TcpBinding,
  addresses: readonly string[],
  connections: EarlyConnections,
  listeners: Server[],
  signal: AbortSignal | undefined,
): Promise<{ port: number; addresses: string[] }> {
  const { createListener = acceptingListener } = binding;
  const boundTo: string[] = [];
  let { port } = binding;
  let absent: unknown;
  for (const address of addresses) {
    const listener = createListener(connections.take);
    try {
      port = await listen(listener, address, port, binding);
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
