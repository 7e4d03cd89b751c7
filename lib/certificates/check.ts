import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ConfigError } from '../protocol/errors.js';
import { publicKeyOf } from '../tls/public-key.js';
import type { Issued } from './issue.js';
import { importKeyPem } from './keys.js';

/** Creates an error whose message is one line that says what to do. */
export function unusableCertificate(message: string, cause?: unknown): ConfigError {
  return new ConfigError('unusable_certificate', message, cause === undefined ? undefined : { cause });
}

export function readCertificate(pem: string, name: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw unusableCertificate(`${name} is not a PEM certificate. Move it away and run again.`, error);
  }
}

/** Throws if the key does not belong to the certificate. */
export function checkPair(pair: Issued, certName: string, keyName: string): void {
  readCertificate(pair.certPem, certName);
  if (!belongTogether(pair.certPem, pair.keyPem)) {
    throw unusableCertificate(
      `${keyName} is not the key of ${certName}. Put the right key there, or move both files away, and run again.`,
    );
  }
}

/** Whether an unencrypted key is the key of a certificate. */
export function belongTogether(certPem: string, keyPem: string): boolean {
  try {
    return new X509Certificate(certPem).checkPrivateKey(createPrivateKey(keyPem));
  } catch {
    return false;
  }
}

/** Throws if this CA and its key cannot issue certificates. */
export async function checkAuthority(ca: Issued, certName: string, keyName: string): Promise<void> {
  const certificate = readCertificate(ca.certPem, certName);
  if (!certificate.ca)
    throw unusableCertificate(`${certName} is not a CA certificate, so it cannot issue others.`);
  if (hasEnded(certificate)) {
    throw unusableCertificate(
      `${certName} expired on ${endOf(certificate)}. Move the whole directory away and run again.`,
    );
  }
  await importKeyPem(ca.keyPem, keyName);
}

export function hasEnded(certificate: X509Certificate): boolean {
  return Date.parse(certificate.validTo) < Date.now();
}

/** Returns the date on which a certificate expires, as YYYY-MM-DD in UTC. */
export function endOf(certificate: X509Certificate): string {
  return new Date(certificate.validTo).toISOString().slice(0, 10);
}

/** Whether another CA issued the certificate. Its CA may have the same name. */
export function isStranger(certificate: X509Certificate, ca: X509Certificate): boolean {
  if (certificate.issuer !== ca.subject) return true;
  const key = publicKeyOf(ca);
  return key === null || !certificate.verify(key);
}
