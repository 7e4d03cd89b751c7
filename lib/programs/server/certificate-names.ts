import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { alternativeNames } from '../../server/access/alternative-names.js';

/** Returns the alternative names of a certificate, such as `DNS:localhost`; none if it cannot be read: the start of the server tells why. */
export function certificateNames(path: string): readonly string[] {
  try {
    return alternativeNames(new X509Certificate(readFileSync(path)).subjectAltName ?? '');
  } catch {
    return [];
  }
}
