import type { X509Certificate } from 'node:crypto';
import type { DistinguishedName } from '../../session/events.js';
import type { RefusedCertificate } from '../events.js';

/** Returns what tells the operator whose certificate it is. Null if there is none, or if Node cannot decode it. */
export function refusedCertificate(certificate: X509Certificate | undefined): RefusedCertificate | null {
  if (certificate === undefined) return null;
  try {
    const { subject, issuer, serialNumber } = certificate.toLegacyObject();
    return {
      // Node's type allows a field that is undefined; there is none.
      subject: Object.assign({}, subject as DistinguishedName),
      issuer: Object.assign({}, issuer as DistinguishedName),
      serialNumber,
      validFrom: isoOf(certificate.validFrom),
      validTo: isoOf(certificate.validTo),
    };
  } catch {
    // A stranger's certificate can hold anything. The refusal is what counts.
    return null;
  }
}

function isoOf(time: string): string {
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? time : new Date(milliseconds).toISOString();
}
