import { map } from 'rxjs';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { refusedCertificate } from './refused-certificate.js';
import { isVerified, peerOf, showsCaCertificate } from './peer.js';
import { CA_CERTIFICATE, NOT_VERIFIED, refusedHandshake } from './refusals.js';
import { isEvent, type AcceptContext, type Secured, type Step, type Verified } from './step.js';

/**
 * Reads the peer of each connection, and refuses a client without a verified certificate, or with the certificate of a CA. The handshake already
 * refuses the former. The check is repeated here because an unverified session would break the contract.
 */
export function verify({
  isSecure,
  counts,
  now,
}: Pick<AcceptContext, 'isSecure' | 'counts' | 'now'>): Step<Secured, Verified> {
  return map((item) => {
    if (isEvent(item)) return item;
    const { socket, remote, wire, proxy } = item;
    const read = peerOf(socket, remote);
    const peer = proxy === undefined ? read : { ...read, proxy };
    if (!isSecure || isVerified(socket, peer)) return { socket, peer, wire };
    const certificate = refusedCertificate(socket.getPeerX509Certificate());
    ignoreLateErrors(socket);
    socket.destroy();
    const failed = {
      code: NOT_VERIFIED,
      authorizationError: showsCaCertificate(socket) ? CA_CERTIFICATE : null,
      bytesRead: 0,
    };
    return refusedHandshake(remote, failed, counts, now(), certificate);
  });
}
