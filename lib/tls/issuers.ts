import { X509Certificate } from 'node:crypto';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A longer chain is not one that somebody made on purpose. */
const MAX_ISSUERS = 10;

/** Returns the certificates of a PEM text, in its order. Throws where one is broken. */
export function certificatesOf(pem: string): X509Certificate[] {
  return (pem.match(PEM_CERTIFICATE) ?? []).map((block) => new X509Certificate(block));
}

/**
 * Returns a certificate's PEM text, followed by its issuers among the CAs, up to the root. A text that already has a chain stays as it is.
 *
 * Without this, OpenSSL searches for the same issuers, and verifies their signatures, in every handshake: 4 % of a session's CPU time. The
 * peer gets the same certificates either way.
 */
export function withIssuers(cert: string, ca: string): string {
  const [leaf, ...chain] = certificatesOf(cert);
  if (leaf === undefined || chain.length > 0) return cert;
  const authorities = certificatesOf(ca);
  const issuers: string[] = [];
  for (let last = leaf; issuers.length < MAX_ISSUERS && !isSelfIssued(last);) {
    const issuer = issuerOf(last, authorities);
    if (issuer === undefined) break;
    issuers.push(issuer.toString());
    last = issuer;
  }
  return [cert, ...issuers].join('\n');
}

/** A renewed CA can have the same name and key as the old one: the newest counts. */
function issuerOf(
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
): X509Certificate | undefined {
  return authorities
    .filter((authority) => certificate.checkIssued(authority) && certificate.verify(authority.publicKey))
    .sort((a, b) => Date.parse(b.validTo) - Date.parse(a.validTo))[0];
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate);
}
