import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { codeOf } from '../protocol/system-errors.js';
import { certificatesOf } from './issuers.js';
import { orAborted } from './or-aborted.js';
import { revocationsOf } from './read-crls.js';
import { readPem } from './read-pem.js';
import type { Revocations } from './revocations.js';
import { unusableCredentials as unusable } from './unusable.js';

/** The checked PEM texts of one side of TLS: its certificate, its key and the CAs that it trusts. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
  /** The CAs to verify the peer with; null if the peer is not verified. */
  readonly ca: string | null;
  /** The revocation lists of the CAs; null or absent for none. */
  readonly crl?: string | null;
  /** What `crl` revokes. */
  readonly revocations?: Revocations | null;
  /** The permissions of the key's file, as in `stat`; null or absent if they are unknown. */
  readonly keyMode?: number | null;
  /** Where they come from, for messages. Default: `in memory`. */
  readonly paths?: CredentialPaths;
}

/** PEM credentials in memory, not checked yet; see `checkCredentials`. */
export interface PemCredentials {
  /** The certificate, followed by its chain. */
  readonly cert: string | Uint8Array;
  /** The private key, without a passphrase. */
  readonly key: string | Uint8Array;
  /** The CAs to verify the peer with; null if the peer is not verified. */
  readonly ca: string | Uint8Array | null;
  /** The revocation lists of the CAs, one for each CA. Null or absent: no certificate counts as revoked. */
  readonly crl?: string | Uint8Array | null;
  /** The permissions of the key's file, as in `stat`: the server warns if others can read it. Default: not known. */
  readonly keyMode?: number | null;
  /** Where they come from, for messages. Default: `in memory`. */
  readonly paths?: CredentialPaths;
}

/** The path of each PEM file, as messages show it; `in memory` for credentials without a file. */
export interface CredentialPaths {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | null;
  readonly crl?: string | null;
}

export const IN_MEMORY: CredentialPaths = {
  cert: 'in memory',
  key: 'in memory',
  ca: 'in memory',
  crl: 'in memory',
};

/**
 * Reads and checks PEM files, so that errors appear at start and name the file.
 * @param signal aborts: the promise rejects with the signal's reason
 * @throws {ConfigError} `unusable_certificate`: a file is missing, unreadable or not PEM, or the key does not match the certificate
 */
export async function readCredentials(paths: CredentialPaths, signal?: AbortSignal): Promise<Credentials> {
  const reading = Promise.all([
    readPem('certificate', paths.cert),
    readPem('private key', paths.key),
    paths.ca === null ? null : readPem('CA certificate', paths.ca),
    paths.crl === null || paths.crl === undefined ? null : readPem('CRL', paths.crl),
    modeOf(paths.key),
  ]);
  const [cert, key, ca, crl, keyMode] = await orAborted(reading, signal);
  return checked({ cert, key, ca, crl, keyMode, paths }, paths);
}

/**
 * Checks credentials in memory, by the same rules as `readCredentials`.
 * @throws {ConfigError} `unusable_certificate`
 */
export function checkCredentials(given: PemCredentials): Credentials {
  const { cert, key, ca, crl = null, keyMode = null, paths = IN_MEMORY } = given;
  return checked(
    {
      cert: text(cert),
      key: text(key),
      ca: ca === null ? null : text(ca),
      crl: crl === null ? null : text(crl),
      keyMode,
      paths,
    },
    paths,
  );
}

/**
 * Creates a TLS context. OpenSSL applies its own rules here: it rejects a certificate or key that is too weak, even if it can parse it.
 * @param paths the paths of the certificate and the key, for messages
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
  const { ca } = credentials;
  const authorities = ca === null ? [] : parseCertificates('CA certificate', paths.ca ?? 'in memory', ca);
  const { crl = null } = credentials;
  if (crl === null) return credentials;
  return { ...credentials, revocations: revocationsOf(crl, authorities, paths.crl ?? 'in memory') };
}

/** Returns the permissions of a regular file. Null for another kind of file, and where there are none or none can be read. */
async function modeOf(path: string): Promise<number | null> {
  if (process.platform === 'win32') return null;
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.mode : null;
  } catch {
    // The error of the reading says why.
    return null;
  }
}

function text(pem: string | Uint8Array): string {
  return typeof pem === 'string' ? pem : Buffer.from(pem).toString('utf8');
}

function parseCertificates(what: string, path: string, pem: string): X509Certificate[] {
  let certificates: X509Certificate[];
  try {
    certificates = certificatesOf(pem);
  } catch (error) {
    throw unusable(`The ${what} ${path} contains a broken PEM certificate`, error);
  }
  if (certificates.length === 0) throw unusable(`The ${what} ${path} contains no PEM certificate`);
  return certificates;
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const why = pem.includes('ENCRYPTED')
      ? 'is encrypted: use a key without a passphrase'
      : 'is not a PEM private key';
    throw unusable(`The private key ${path} ${why}`, error);
  }
}
