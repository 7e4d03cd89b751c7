import { createPrivateKey, createPublicKey, webcrypto, type KeyObject } from 'node:crypto';
import { ConfigError } from '../protocol/errors.js';
import { codeOf } from '../protocol/system-errors.js';
import { pemOf } from './pem.js';

/** The algorithm of all keys: small, fast, and supported by every TLS library. */
export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export interface KeyPair {
  readonly publicKey: webcrypto.CryptoKey;
  readonly privateKey: webcrypto.CryptoKey;
}

/** Generates a private key, as PEM (PKCS #8). */
export async function generateKeyPem(): Promise<string> {
  return (await generateKeys()).keyPem;
}

/** Generates a key pair, and returns its private key as PEM (PKCS #8) too. */
export async function generateKeys(): Promise<KeyPair & { readonly keyPem: string }> {
  const { publicKey, privateKey } = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, [
    'sign',
    'verify',
  ]);
  const keyPem = pemOf('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', privateKey));
  return { publicKey, privateKey, keyPem };
}

/**
 * Imports a private key for signing, and its public key.
 * @param keyPem PKCS #8 or SEC 1, not encrypted
 * @param name the name of the key in messages
 * @throws {ConfigError} `unusable_certificate`: not a private key, or not on the curve P-256
 */
export async function importKeyPem(keyPem: string, name = 'The key'): Promise<KeyPair> {
  let pkcs8: Buffer;
  let spki: Buffer;
  try {
    const key = createPrivateKey(keyPem);
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('the key is on another curve');
    pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
    spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  } catch (error) {
    const message = `${name} must be an unencrypted private key on the curve P-256.`;
    throw new ConfigError('unusable_certificate', message, { cause: error });
  }
  return {
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, KEY_ALGORITHM, true, ['sign']),
    publicKey: await webcrypto.subtle.importKey('spki', spki, KEY_ALGORITHM, true, ['verify']),
  };
}

/** Returns whether a PEM text is a private key behind a passphrase: PKCS #8, or the older form of OpenSSL. */
export function isEncryptedKey(pem: string): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem);
}

/**
 * Opens a private key.
 * @param name the name of the key in messages, which never hold the passphrase
 * @throws {ConfigError} `unusable_certificate`: not a private key, or the passphrase is wrong
 */
export function openKey(keyPem: string, passphrase: string, name: string): KeyObject {
  try {
    return createPrivateKey({ key: keyPem, passphrase });
  } catch (cause) {
    // A wrong passphrase can also pass as a right one until the bytes behind it turn out to be no key.
    const why = codeOf(cause) === 'ERR_OSSL_BAD_DECRYPT' ? 'is wrong' : 'is wrong, or the file is damaged';
    throw new ConfigError('unusable_certificate', `The passphrase of ${name} ${why}.`, { cause });
  }
}

/** Decrypts a private key, see {@link openKey}. Returns PEM (PKCS #8). */
export function decryptKeyPem(keyPem: string, passphrase: string, name: string): string {
  return openKey(keyPem, passphrase, name).export({ type: 'pkcs8', format: 'pem' }).toString();
}
