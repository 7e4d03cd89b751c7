import type { ClientCertificate } from './events.js';

/** What counts as the same client: the fingerprint of its certificate, or its common name. */
export type IdentityKind = 'fingerprint' | 'cn';

/**
 * Returns the identity of a client. A certificate without a common name has its fingerprint. The two kinds of text never meet: a common
 * name has a prefix.
 */
export function identityOf(
  { subject, fingerprint256 }: Pick<ClientCertificate, 'subject' | 'fingerprint256'>,
  kind: IdentityKind,
): string {
  const name = kind === 'cn' ? subject['CN'] : undefined;
  return name === undefined ? fingerprint256 : `cn:${typeof name === 'string' ? name : JSON.stringify(name)}`;
}

/**
 * Returns the key of a certificate: its serial number and its issuer. Both are signed, so that nobody can vary them. The fingerprint can be
 * varied by whoever has the certificate: an ECDSA signature has two forms.
 */
export function certificateKey({ serialNumber, issuer }: ClientCertificate): string {
  return `${serialNumber} ${JSON.stringify(issuer)}`;
}
