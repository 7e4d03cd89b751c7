import type { Socket } from 'node:net';
import { mergeMap, of } from 'rxjs';
import type { RemoteAddress } from '../../session/events.js';
import { isEvent, type AcceptContext, type Arrived, type Located, type Step } from './step.js';

/**
 * Where a connection comes from: read once, here, while it lives, for all events about it. Whoever stands behind a proxy would be told by
 * the proxy's header, which is to be read here too.
 */
export function origin({ now }: Pick<AcceptContext, 'now'>): Step<Arrived, Located> {
  return mergeMap((item) => {
    if (isEvent(item)) return of(item);
    const { socket } = item;
    const remote = addressOf(socket);
    return of({ type: 'accepted' as const, at: now(), remote }, { socket, remote });
  });
}

/** The address of the other end, or null where the connection is lost. */
export function addressOf({ remoteAddress: address, remotePort: port }: Socket): RemoteAddress | null {
  return address === undefined || port === undefined ? null : { address, port };
}
