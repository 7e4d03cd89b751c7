import { constants, verify, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto';
import type { Crl } from './crl.js';
import { contentsOf, readElement, readElements, sequenceOf, TAG, type DerElement } from './der.js';

/** Signature algorithms by the hexadecimal contents of their OIDs: RFC 8017, RFC 5758, RFC 8410. SHA-1 is too weak. */
const HASHES: Readonly<Record<string, string | null>> = {
  // sha256WithRSAEncryption and its two sisters.
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  // ecdsa-with-SHA256 and its two sisters.
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  // Ed25519 and Ed448 have a hash of their own.
  '2b6570': null,
  '2b6571': null,
};

const RSA_PSS = '2a864886f70d01010a';

/** The hash functions of RSA-PSS: RFC 4055, section 2.1. */
const PSS_HASHES: Readonly<Record<string, string>> = {
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

/** How a signature is verified: the hash, and the options of the key. */
interface Method {
  readonly hash: string | null;
  readonly options: Omit<VerifyKeyObjectInput, 'key'>;
}

/** Returns whether the algorithm of the CRL's signature is known here. @throws {DerError} */
export function hasKnownAlgorithm(crl: Crl): boolean {
  return methodOf(crl.algorithm) !== null;
}

/** Returns whether this key signed the CRL. @throws {DerError} */
export function isSignedBy({ algorithm, signed, signature }: Crl, key: KeyObject): boolean {
  const method = methodOf(algorithm);
  if (method === null) return false;
  try {
    return verify(method.hash, signed, { key, ...method.options }, signature);
  } catch {
    // The key is of another kind than the signature.
    return false;
  }
}

function methodOf(algorithm: DerElement): Method | null {
  const [type, parameters] = sequenceOf(algorithm);
  const oid = contentsOf(type, TAG.oid).toString('hex');
  if (oid === RSA_PSS) return pssMethod(parameters);
  const hash = HASHES[oid];
  return hash === undefined ? null : { hash, options: {} };
}

function pssMethod(parameters: DerElement | undefined): Method | null {
  const fields = sequenceOf(parameters);
  const hashField = fields.find(({ tag }) => tag === TAG.context0);
  const saltField = fields.find(({ tag }) => tag === TAG.context2);
  // The defaults of both fields belong to SHA-1.
  if (hashField === undefined || saltField === undefined) return null;
  const [type] = sequenceOf(readElement(hashField.contents));
  const hash = PSS_HASHES[contentsOf(type, TAG.oid).toString('hex')];
  const [salt] = readElements(saltField.contents);
  const saltLength = contentsOf(salt, TAG.integer);
  if (hash === undefined || saltLength.length === 0 || saltLength.length > 4) return null;
  return {
    hash,
    options: {
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: saltLength.readUIntBE(0, saltLength.length),
    },
  };
}
