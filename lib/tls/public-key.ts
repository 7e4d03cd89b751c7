import type { KeyObject, X509Certificate } from 'node:crypto';

/** Returns the public key of a certificate; null if it is of a kind that OpenSSL does not know. */
export function publicKeyOf(certificate: X509Certificate): KeyObject | null {
  try {
    return certificate.publicKey;
  } catch {
    return null;
  }
}
