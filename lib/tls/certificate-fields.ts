import type { X509Certificate } from 'node:crypto';
import { bitsOf, contentsOf, readElement, sequenceOf, TAG, type DerElement } from './der.js';
import { nameText } from './distinguished-name.js';

// What Node does not tell of a certificate. RFC 5280, section 4.1.

const KEY_USAGE = '551d0f';

/** Returns the subject's known attributes as text; see `nameText`. @throws {DerError} */
export function subjectText(certificate: X509Certificate): string {
  // After the optional version: serial number, signature, issuer, validity, subject.
  return nameText(fieldsOf(certificate)[4] ?? readElement(Buffer.of(TAG.sequence, 0)));
}

/**
 * Returns the first byte of the key usage; null if the certificate does not state one. The bits, from the highest: digitalSignature,
 * nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, cRLSign. @throws {DerError}
 */
export function keyUsageOf(certificate: X509Certificate): number | null {
  const list = fieldsOf(certificate).find(({ tag }) => tag === TAG.context3);
  if (list === undefined) return null;
  for (const extension of sequenceOf(readElement(list.contents))) {
    const parts = sequenceOf(extension);
    if (contentsOf(parts[0], TAG.oid).toString('hex') !== KEY_USAGE) continue;
    const value = contentsOf(parts.at(-1), TAG.octetString);
    return bitsOf(readElement(value))[0] ?? 0;
  }
  return null;
}

/** Returns the fields of a certificate without its version. */
function fieldsOf({ raw }: X509Certificate): DerElement[] {
  const [signed] = sequenceOf(readElement(raw));
  const fields = sequenceOf(signed);
  return fields[0]?.tag === TAG.context0 ? fields.slice(1) : fields;
}
