import type { TLSSocket } from 'node:tls';
import type { ServerConfig } from '../../config/server-config.js';
import {
  alreadyDone,
  certificateRevoked,
  closedSince,
  notOnList,
  opensLater,
  revocationUnknown,
  type AccessError,
} from '../../protocol/access-failures.js';
import type { ClientCertificate } from '../../session/events.js';
import { timeText } from '../../tls/credentials-warning.js';
import type { RevocationState, Revocations } from '../../tls/revocations.js';
import { Rejection } from '../limits/rejection.js';
import type { DoneOnce } from '../once/done-once.js';
import { isAllowed } from './allow-list.js';

/** What decides whether a client with a verified certificate may have a session. */
export interface Access {
  readonly config: ServerConfig;
  /** What is revoked; null without a CRL. */
  readonly revocations: Revocations | null;
  /** Who is done, with `once`; null without. */
  readonly once: DoneOnce | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Returns the rejection of a client, for the operator and the client. Their words for the reason are the same. */
export function rejectionOf(error: AccessError): Rejection {
  return new Rejection(error.code, error);
}

/** The longest chain of a client that is looked at. */
const MAX_CHAIN = 10;

/**
 * Returns why a client may not have a session now; null if it may. A client without a certificate, as with `insecure`, is asked for the
 * time alone: the configuration has nothing else then.
 * @param socket gives the rest of the client's chain; null if there is none
 */
export function accessProblem(
  { config, revocations, once, now }: Access,
  client: ClientCertificate | null,
  socket: TLSSocket | null,
): AccessError | null {
  const { opensAt, closesAt } = config;
  if (client !== null) {
    if (revocations !== null) {
      const state = stateOf(revocations, client, socket, now);
      if (state === 'revoked') return certificateRevoked();
      if (state === 'unknown' && config.crlStrict) return revocationUnknown();
    }
    if (!isAllowed(config, client)) return notOnList();
  }
  if (opensAt !== null && now < Date.parse(opensAt)) return opensLater(timeText(Date.parse(opensAt)));
  if (closesAt !== null && now >= Date.parse(closesAt)) return closedSince(timeText(Date.parse(closesAt)));
  return client !== null && once?.isDone(client) === true ? alreadyDone() : null;
}

function stateOf(
  revocations: Revocations,
  client: ClientCertificate,
  socket: TLSSocket | null,
  now: number,
): RevocationState {
  const state = revocations.stateOf(client, now);
  if (socket === null || state !== 'unknown' || revocations.knows(client)) return state;
  // The client sent the CA that issued it, and a CA of ours issued that one.
  let certificate = socket.getPeerX509Certificate();
  for (let length = 0; certificate !== undefined && length < MAX_CHAIN; length++) {
    const { issuer, serialNumber } = certificate.toLegacyObject();
    const link = { issuer: issuer as ClientCertificate['issuer'], serialNumber };
    if (revocations.stateOf(link, now) === 'revoked') return 'revoked';
    certificate = certificate.issuerCertificate;
  }
  return state;
}
