import { createPrivateKey } from 'node:crypto';
import { PKCS8ShroudedKeyBag, PrivateKeyInfo } from 'pkijs';
import { pemOf } from './pem.js';

/** OpenSSL's own 2048 rounds are few for a passphrase that a person chose. A fifth of a second a try. */
const ROUNDS = 600_000;

/** How pkijs encrypts: PBES2 with AES-256-CBC, the key by PBKDF2 with HMAC-SHA-256. OpenSSL, Java and Python read it. */
export function protection(password: string, rounds: number) {
  return {
    password: arrayBufferOf(Buffer.from(password, 'utf8')),
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: rounds,
  };
}

/** Encrypts a private key. Returns PEM (PKCS #8, `ENCRYPTED PRIVATE KEY`). */
export async function encryptKeyPem(keyPem: string, passphrase: string): Promise<string> {
  const encrypted = await shroudedKey(keyPem, passphrase, ROUNDS);
  return pemOf('ENCRYPTED PRIVATE KEY', encrypted.toSchema().toBER(false));
}

/** The encrypted key of RFC 5958. The same structure stands in a PKCS #12 file. */
export async function shroudedKey(
  keyPem: string,
  password: string,
  rounds: number,
): Promise<PKCS8ShroudedKeyBag> {
  const der = createPrivateKey(keyPem).export({ type: 'pkcs8', format: 'der' });
  const bag = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(arrayBufferOf(der)) });
  await bag.makeInternalValues(protection(password, rounds));
  return bag;
}

/** Node's buffers share memory; pkijs reads all of it. */
export function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
