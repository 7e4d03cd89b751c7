import type { X509Certificate } from 'node:crypto';

/** Extended key usages: RFC 5280, section 4.2.1.12. */
export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
export const ANY_PURPOSE = '2.5.29.37.0';

/** Returns the purposes that a certificate states; undefined if it states none, and is good for every purpose. */
export function purposesOf(certificate: X509Certificate): readonly string[] | undefined {
  // Node calls the extended usages so. Its type says that they are always there, and they are not.
  return certificate.keyUsage;
}

/** Returns whether a certificate may be used for a purpose. */
export function isFor(certificate: X509Certificate, purpose: string): boolean {
  return purposesOf(certificate)?.some((usage) => usage === purpose || usage === ANY_PURPOSE) ?? true;
}
