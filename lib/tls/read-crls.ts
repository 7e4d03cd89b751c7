import type { X509Certificate } from 'node:crypto';
import { CrlExtensionError, parseCrl, type Crl } from './crl.js';
import { hasKnownAlgorithm } from './crl-signature.js';
import { Revocations, unusableCrl } from './revocations.js';

/** OpenSSL writes the first label; some libraries write the second. */
const PEM_CRL = /-----BEGIN (X509 CRL|CRL)-----([^-]+)-----END \1-----/g;

/** Returns whether a PEM text has a CRL. */
export function hasCrl(pem: string): boolean {
  return /-----BEGIN (?:X509 )?CRL-----/.test(pem);
}

/**
 * Reads the CRLs of a PEM text, and verifies their signatures with the CAs.
 * @param path the path of the file, for messages
 * @throws {ConfigError} `unusable_certificate`
 */
export function revocationsOf(pem: string, cas: readonly X509Certificate[], path: string): Revocations {
  const blocks = [...pem.matchAll(PEM_CRL)];
  if (blocks.length === 0) throw unusableCrl(withoutCrl(pem, path));
  const crls = blocks.map(([, , base64 = '']) => crlOf(Buffer.from(base64, 'base64'), path));
  return new Revocations(crls, cas, path);
}

function crlOf(der: Buffer, path: string): Crl {
  let crl: Crl;
  let isKnown: boolean;
  try {
    crl = parseCrl(der);
    isKnown = hasKnownAlgorithm(crl);
  } catch (error) {
    const problem =
      error instanceof CrlExtensionError
        ? 'contains a CRL that is not complete on its own (a delta, indirect or partial one)'
        : 'contains a broken CRL';
    throw unusableCrl(`The CRL ${path} ${problem}`, error);
  }
  if (isKnown) return crl;
  throw unusableCrl(`The CRL ${path} is signed by a method that is unknown or too weak, such as SHA-1`);
}

function withoutCrl(pem: string, path: string): string {
  // DER begins with a sequence whose length takes several bytes. As UTF-8, that is "0" and a replacement character.
  if (pem.startsWith('0\ufffd')) {
    return `The CRL ${path} is DER, not PEM: "openssl crl -inform der -in FILE -out FILE.pem" converts it`;
  }
  if (pem.trim() === '') return `The CRL ${path} is empty`;
  return `The CRL ${path} contains no PEM CRL`;
}
