import { map } from 'rxjs';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { refused } from './refusals.js';
import { isEvent, type AcceptContext, type Located, type Step } from './step.js';

/**
 * Refuses the connections that are too many, before TLS costs anything. It looks only at what no certificate vouches for yet: the address,
 * and how busy the server is.
 *
 * A refused connection is reset. An orderly close would leave the kernel a connection in TIME_WAIT for a minute for each refusal, and the
 * client could not read a reason in any case: it waits for TLS.
 */
export function limit({
  limits,
  counts,
  now,
}: Pick<AcceptContext, 'limits' | 'counts' | 'now'>): Step<Located, Located> {
  return map((item) => {
    if (isEvent(item)) return item;
    const { socket, remote, proxied } = item;
    const place = limits.admitHandshake(socket, remote, proxied?.headerBytes);
    if (typeof place !== 'string') {
      return proxied === undefined ? { socket, remote, place } : { socket, remote, place, proxied };
    }
    ignoreLateErrors(socket);
    // A Unix socket has no address, and cannot be reset.
    if (remote === null) socket.destroy();
    else socket.resetAndDestroy();
    return refused(remote, place, counts, now());
  });
}
