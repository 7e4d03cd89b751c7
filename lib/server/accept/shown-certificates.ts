import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/**
 * Reads the certificate of each client before Node judges it. Node destroys the socket of a client that it refuses, and reports it when
 * the certificate can no longer be read.
 */
export class ShownCertificates {
  /** Undefined while it is not known. */
  readonly #certificates = new WeakMap<TLSSocket, X509Certificate | undefined>();

  /** Call it for a socket in its handshake; calls after the first one have no effect. */
  readonly watch = (socket: TLSSocket): void => {
    if (this.#certificates.has(socket)) return;
    this.#certificates.set(socket, undefined);
    // Node's own listener judges the certificate.
    socket.prependOnceListener('secure', () => {
      if (!isGood(socket)) this.#certificates.set(socket, socket.getPeerX509Certificate());
    });
  };

  /** Returns the certificate of a client whose handshake has failed; undefined if it showed none. */
  of(socket: TLSSocket): X509Certificate | undefined {
    return this.#certificates.get(socket);
  }
}

/**
 * Whether OpenSSL has found the client's certificate good. To read each certificate would cost a fifth of a session's CPU time, and only
 * Node's private handle tells before Node judges. Where a version of Node has no such handle, each certificate is read.
 */
function isGood(socket: TLSSocket): boolean {
  const { ssl } = socket as { readonly ssl?: { readonly verifyError?: () => unknown } | null };
  return typeof ssl?.verifyError === 'function' && ssl.verifyError() === null;
}
