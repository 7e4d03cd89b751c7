import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import { ConfigError } from '../../lib/protocol/errors.js';

/** The algorithm of all keys: small, fast, and supported by every TLS library. */
export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export interface KeyPair {
  readonly publicKey: webcrypto.CryptoKey;
  readonly privateKey: webcrypto.CryptoKey;
}

/** Generates a private key, as PEM (PKCS #8). */
export async function generateKeyPem(): Promise<string> {
  const { privateKey } = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  return pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', privateKey));
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

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
