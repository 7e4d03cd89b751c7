import type { Duplex } from 'node:stream';
import { TLSSocket, type CipherNameAndProtocol, type PeerCertificate } from 'node:tls';
import type {
  ClientCertificate,
  DistinguishedName,
  Peer,
  RemoteAddress,
  TlsParameters,
} from '../../session/events.js';
import { addressOf } from './origin.js';

/**
 * What a stream tells of its other end; of a stream that is no TLS socket, nothing. Ask once a connection: Node decodes the whole
 * certificate at each call.
 * @param remote where it comes from, where that has been read already
 */
export function peerOf(socket: Duplex, remote?: RemoteAddress | null): Peer {
  if (!(socket instanceof TLSSocket)) return { remote: null, client: null, tls: null };
  return {
    remote: remote === undefined ? addressOf(socket) : remote,
    client: clientCertificate(socket),
    tls: tlsParameters(socket),
  };
}

/** A certificate was presented, and verified. `authorized` alone is not enough: see docs/operations.md, "Session tickets". */
export function isVerified(socket: Duplex, peer: Peer): boolean {
  return socket instanceof TLSSocket && socket.authorized && peer.client !== null;
}

// Once the connection is lost Node gives null for both, whatever their types say.
function tlsParameters(socket: TLSSocket): TlsParameters | null {
  const protocol = socket.getProtocol();
  const cipher = socket.getCipher() as CipherNameAndProtocol | null;
  return protocol === null || cipher === null ? null : { protocol, cipher: cipher.name };
}

/** The certificate that the client has proven to hold, or null. Only `authorized` says that it was verified against the CA. */
function clientCertificate(socket: TLSSocket): ClientCertificate | null {
  const certificate = socket.getPeerCertificate();
  // Without a certificate Node gives an empty object; once the connection is lost, null, whatever its type says.
  const { subject, issuer, serialNumber, fingerprint256 } = (certificate as PeerCertificate | null) ?? {};
  if (fingerprint256 === undefined || serialNumber === undefined) return null;
  return { subject: nameOf(subject), issuer: nameOf(issuer), serialNumber, fingerprint256 };
}

// Node's type knows only the common fields, and not that one of them may be there several times.
function nameOf(name: unknown): DistinguishedName {
  return { ...(name as DistinguishedName | undefined) };
}
