import { map } from 'rxjs';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { isVerified, peerOf } from './peer.js';
import { NOT_VERIFIED, refusedHandshake } from './refusals.js';
import { isEvent, type AcceptContext, type Secured, type Step, type Verified } from './step.js';

/** Who it is: read once, here. The handshake has refused those without a certificate already; the contract is strict enough to look twice. */
export function verify({
  isSecure,
  counts,
  now,
}: Pick<AcceptContext, 'isSecure' | 'counts' | 'now'>): Step<Secured, Verified> {
  return map((item) => {
    if (isEvent(item)) return item;
    const { socket, remote } = item;
    const peer = peerOf(socket, remote);
    if (!isSecure || isVerified(socket, peer)) return { socket, peer };
    ignoreLateErrors(socket);
    socket.destroy();
    const failed = { code: NOT_VERIFIED, authorizationError: null, bytesRead: 0 };
    return refusedHandshake(remote, failed, counts, now());
  });
}
