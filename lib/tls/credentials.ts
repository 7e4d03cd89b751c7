import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { codeOf } from '../protocol/system-errors.js';
import { orAborted } from './or-aborted.js';
import { readPem } from './read-pem.js';
import { unusableCredentials as unusable } from './unusable.js';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What one side of TLS shows and what it trusts, as PEM text that has been checked. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
  /** The CAs that the other side is verified against; null where it is not. */
  readonly ca: string | null;
}

/** Credentials in memory, as PEM; `checkCredentials` makes `Credentials` of them. */
export interface PemCredentials {
  /** The certificate, and the chain behind it. */
  readonly cert: string | Uint8Array;
  /** The private key, without a passphrase. */
  readonly key: string | Uint8Array;
  /** The CAs that the other side is verified against; null where it is not. */
  readonly ca: string | Uint8Array | null;
}

/** Where credentials stand: the path of each, or, for what was given in memory, words that say so. */
export interface CredentialPaths {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | null;
}

const IN_MEMORY: CredentialPaths = { cert: 'in memory', key: 'in memory', ca: 'in memory' };

/**
 * Reads and checks PEM files, so that what is wrong is found at start, and by its name.
 * @param signal gives up the reading: the promise rejects with the signal's reason
 * @throws {ConfigError} `unusable_certificate`: a file is missing, unreadable or no PEM, or the key is not the certificate's
 */
export async function readCredentials(paths: CredentialPaths, signal?: AbortSignal): Promise<Credentials> {
  const reading = Promise.all([
    readPem('certificate', paths.cert),
    readPem('private key', paths.key),
    paths.ca === null ? null : readPem('CA certificate', paths.ca),
  ]);
  const [cert, key, ca] = await orAborted(reading, signal);
  return checked({ cert, key, ca }, paths);
}

/**
 * Checks credentials in memory, by the same rules as those of files.
 * @throws {ConfigError} `unusable_certificate`
 */
export function checkCredentials({ cert, key, ca }: PemCredentials): Credentials {
  return checked({ cert: text(cert), key: text(key), ca: ca === null ? null : text(ca) }, IN_MEMORY);
}

/**
 * The TLS context of a side that shows these credentials: TLS 1.2 or newer. OpenSSL's own demands are made here: not every certificate
 * and key that it can read is strong enough for it.
 * @param paths how messages name the certificate and its key
 * @throws {ConfigError} `unusable_certificate`
 */
export function secureContextOf(
  options: SecureContextOptions,
  paths: CredentialPaths = IN_MEMORY,
): SecureContext {
  try {
    return createSecureContext(options);
  } catch (cause) {
    const code = codeOf(cause) ?? 'unknown reason';
    throw unusable(
      `OpenSSL refuses the certificate ${paths.cert} with the key ${paths.key} (${code})`,
      cause,
    );
  }
}

function checked(credentials: Credentials, paths: CredentialPaths): Credentials {
  const [leaf] = parseCertificates('certificate', paths.cert, credentials.cert);
  if (leaf?.checkPrivateKey(parseKey(paths.key, credentials.key)) !== true) {
    throw unusable(`The private key ${paths.key} does not match the certificate ${paths.cert}`);
  }
  if (credentials.ca !== null) parseCertificates('CA certificate', paths.ca ?? 'in memory', credentials.ca);
  return credentials;
}

function text(pem: string | Uint8Array): string {
  return typeof pem === 'string' ? pem : Buffer.from(pem).toString('utf8');
}

function parseCertificates(what: string, path: string, pem: string): X509Certificate[] {
  const blocks = pem.match(PEM_CERTIFICATE) ?? [];
  if (blocks.length === 0) throw unusable(`The ${what} ${path} holds no PEM certificate`);
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    throw unusable(`The ${what} ${path} holds a broken PEM certificate`, error);
  }
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const why = pem.includes('ENCRYPTED')
      ? 'is encrypted: give one without a passphrase'
      : 'is no PEM private key';
    throw unusable(`The private key ${path} ${why}`, error);
  }
}
