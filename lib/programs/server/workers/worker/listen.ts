import { once } from 'node:events';
import type { Server } from 'node:net';
import { acceptingListener } from '../../../../server/accept/create-listener.js';
import { EarlyConnections } from '../../../../server/accept/early-connections.js';
import { BACKLOG, unusableAddress } from '../../../../server/accept/listen.js';
import { closeAll, type ListeningPlace } from '../../../../server/accept/opened.js';
import type { Bound } from '../../../../server/accept/bind.js';
import { placeText } from '../../../../server/place-text.js';
import { systemErrorText } from '../../../../protocol/system-errors.js';

/**
 * Listens on the sockets that the primary holds.
 * @param descriptors their descriptors in this process
 * @throws {ConfigError} `unusable_address`
 */
export async function listenOnHeld(
  places: readonly ListeningPlace[],
  descriptors: readonly number[],
): Promise<Bound> {
  const [first] = places;
  if (first === undefined) throw unusableAddress('no address', null, 'give at least one', null);
  const connections = new EarlyConnections();
  const listeners = descriptors.map(() => acceptingListener(connections.take));
  const close = (): Promise<void> => {
    connections.destroyAll();
    return closeAll(listeners);
  };
  try {
    await Promise.all(listeners.map((listener, at) => listenOn(listener, descriptors[at] ?? -1)));
  } catch (error) {
    await close();
    // Another server has bound the same port at the same moment, and was the first to listen.
    throw unusableAddress(placeText(first), null, systemErrorText(error), error);
  }
  return {
    ...first,
    places,
    listeners,
    onConnection: (take) => {
      connections.setHandler(take);
    },
    stopListening: () => {
      for (const listener of listeners) listener.close();
    },
    close,
  };
}

async function listenOn(listener: Server, fd: number): Promise<void> {
  listener.listen({ fd, backlog: BACKLOG });
  await once(listener, 'listening');
}
