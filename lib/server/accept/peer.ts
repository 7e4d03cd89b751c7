import type { Duplex } from 'node:stream';
import { TLSSocket, type CipherNameAndProtocol, type PeerCertificate } from 'node:tls';
import type {
  ClientCertificate,
  DistinguishedName,
  Peer,
  RemoteAddress,
  TlsParameters,
} from '../../session/events.js';
import { alternativeNames } from '../access/alternative-names.js';
import { addressOf } from './origin.js';

/**
 * Returns the peer of a TLS socket; all fields are null for another stream. Call it once for each connection: Node decodes the whole
 * certificate at each call.
 * @param remote the address, if it was already read
 */
export function peerOf(socket: Duplex, remote?: RemoteAddress | null): Peer {
  if (!(socket instanceof TLSSocket)) return { remote: null, client: null, tls: null };
  return {
    remote: remote === undefined ? addressOf(socket) : remote,
    client: clientCertificate(socket),
    tls: tlsParameters(socket),
  };
}

/** The sockets whose peers showed the certificate of a CA. */
const withCaCertificate = new WeakSet<Duplex>();

/**
 * Returns whether the client sent a verified certificate that is not a CA's. `authorized` alone is not enough: see docs/operations.md,
 * "Session tickets".
 */
export function isVerified(socket: Duplex, peer: Peer): boolean {
  return (
    socket instanceof TLSSocket && socket.authorized && peer.client !== null && !showsCaCertificate(socket)
  );
}

/** Returns whether the peer's certificate is a CA's. Known after `peerOf`. */
export function showsCaCertificate(socket: Duplex): boolean {
  return withCaCertificate.has(socket);
}

// After the connection is lost, Node returns null for both, contrary to their types.
function tlsParameters(socket: TLSSocket): TlsParameters | null {
  const protocol = socket.getProtocol();
  const cipher = socket.getCipher() as CipherNameAndProtocol | null;
  return protocol === null || cipher === null ? null : { protocol, cipher: cipher.name };
}

/** Returns the client's certificate, or null. The client has proven that it has the key; only `authorized` says that the CA is trusted. */
function clientCertificate(socket: TLSSocket): ClientCertificate | null {
  const certificate = socket.getPeerCertificate();
  // Without a certificate Node returns an empty object. After the connection is lost it returns null, contrary to its type.
  const { subject, issuer, serialNumber, fingerprint256, subjectaltname, ca } =
    (certificate as PeerCertificate | null) ?? {};
  if (fingerprint256 === undefined || serialNumber === undefined) return null;
  if (ca === true) withCaCertificate.add(socket);
  const client = { subject: nameOf(subject), issuer: nameOf(issuer), serialNumber, fingerprint256 };
  if (subjectaltname === undefined) return client;
  const subjectAltNames = alternativeNames(subjectaltname);
  return subjectAltNames.length === 0 ? client : { ...client, subjectAltNames };
}

// Node's type has only the common fields, and does not allow a field with several values.
function nameOf(name: unknown): DistinguishedName {
  return Object.assign({}, name as DistinguishedName | undefined);
}
