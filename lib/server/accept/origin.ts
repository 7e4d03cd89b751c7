import type { Socket } from 'node:net';
import { mergeMap, of } from 'rxjs';
import type { RemoteAddress } from '../../session/events.js';
import { plainAddress } from './address.js';
import { isEvent, type AcceptContext, type Arrived, type Located, type Step } from './step.js';

/**
 * Adds the remote address to each connection and emits `accepted`. The address is read here once, because Node loses it when the connection
 * closes. A PROXY header, if one is ever supported, belongs here too.
 */
export function origin({ now }: Pick<AcceptContext, 'now'>): Step<Arrived, Located> {
  return mergeMap((item) => {
    if (isEvent(item)) return of(item);
    const { socket } = item;
    const remote = addressOf(socket);
    return of({ type: 'accepted' as const, at: now(), remote }, { socket, remote });
  });
}

/** Returns the address of the peer; null if the connection is lost, and for a unix socket. */
export function addressOf({ remoteAddress: address, remotePort: port }: Socket): RemoteAddress | null {
  return address === undefined || port === undefined ? null : { address: plainAddress(address), port };
}
