import { join } from 'node:path';
import { checkAuthority, checkPair, unusableCertificate } from './check.js';
import { FILES, readIfThere } from './files.js';
import type { Issued } from './issue.js';
import { decryptKeyPem, isEncryptedKey } from './keys.js';

/**
 * Returns the passphrase of the CA's key. It is called at most once, and only for a key that is encrypted.
 * @param keyPath the key, for messages
 * @param purpose `open` the key that exists, or `set` the passphrase of a new one
 */
export type AskPassphrase = (keyPath: string, purpose: 'open' | 'set') => Promise<string>;

/** Without a passphrase. */
export const noPassphrase: AskPassphrase = (keyPath) =>
  Promise.reject(unusableCertificate(`${keyPath} is encrypted, so its passphrase is needed.`));

/**
 * Reads the CA of a directory, and opens its key.
 * @throws {ConfigError} `unusable_certificate`, `unusable_file`; the message is one line that says what to do
 */
export async function openAuthority(directory: string, ask: AskPassphrase = noPassphrase): Promise<Issued> {
  const [certPath, keyPath] = [join(directory, FILES.caCert), join(directory, FILES.caKey)];
  const certPem = await readCaPem(certPath);
  const keyPem = await readIfThere(keyPath);
  if (keyPem === null) {
    throw unusableCertificate(`${keyPath} is missing. Nothing can be issued or revoked without it.`);
  }
  const ca = { certPem, keyPem: await openedKey(keyPem, keyPath, ask) };
  checkPair(ca, certPath, keyPath);
  await checkAuthority(ca, certPath, keyPath);
  return ca;
}

/** Reads the certificate of a CA, which must be there. @throws as `openAuthority` */
export async function readCaPem(path: string): Promise<string> {
  const pem = await readIfThere(path);
  if (pem !== null) return pem;
  throw unusableCertificate(`There is no CA: ${path} is missing. "tlslp-certs init" makes one.`);
}

/** Returns the PEM of a key without a passphrase. */
export async function openedKey(keyPem: string, keyPath: string, ask: AskPassphrase): Promise<string> {
  return isEncryptedKey(keyPem) ? decryptKeyPem(keyPem, await ask(keyPath, 'open'), keyPath) : keyPem;
}
