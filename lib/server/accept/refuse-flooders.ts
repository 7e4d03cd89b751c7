import type { TLSSocket } from 'node:tls';
import { map } from 'rxjs';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { failLineOf, tooMuchTraffic } from '../../protocol/failures.js';
import { refusedCertificate } from './refused-certificate.js';
import { refused } from './refusals.js';
import { isEvent, type AcceptContext, type Step, type Verified } from './step.js';

/** Refuses a client whose certificate has flooded the server within the last minute. It gets a FAIL, but nothing that it sends is read. */
export function refuseFlooders({
  traffic,
  counts,
  now,
}: Pick<AcceptContext, 'traffic' | 'counts' | 'now'>): Step<Verified, Verified> {
  return map((item) => {
    if (isEvent(item) || traffic?.refuses(item.peer) !== true) return item;
    ignoreLateErrors(item.socket);
    // Not now: the handshake is still being handled, and OpenSSL would keep the line until it is over.
    setImmediate(sendOff, item.socket);
    const certificate = refusedCertificate(item.socket.getPeerX509Certificate());
    return refused(item.peer.remote, 'recent_flood', counts, now(), undefined, certificate);
  });
}

function sendOff(socket: TLSSocket): void {
  socket.write(`${failLineOf(tooMuchTraffic()) ?? ''}\n`);
  socket.destroy();
}
