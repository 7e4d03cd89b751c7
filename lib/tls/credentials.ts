import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';

/** PEM files are some kilobytes; a bundle of all public CAs is below this. */
const MAX_PEM_BYTES = 4 * 1024 * 1024;

const READ_BYTES = 64 * 1024;

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What one side of TLS shows and what it trusts, as PEM. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
  /** The CAs that the other side is verified against; null where it is not. */
  readonly ca: string | null;
}

export interface CredentialPaths {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | null;
}

/**
 * Reads and checks the PEM files, so that what is wrong is found at start, and by its name.
 * @throws {ConfigError} `unusable_certificate`: a file is missing, unreadable or no PEM, or the key is not the certificate's
 */
export async function readCredentials(paths: CredentialPaths): Promise<Credentials> {
  const [cert, key, ca] = await Promise.all([
    readPem('certificate', paths.cert),
    readPem('private key', paths.key),
    paths.ca === null ? null : readPem('CA certificate', paths.ca),
  ]);
  const [leaf] = parseCertificates('certificate', paths.cert, cert);
  if (leaf?.checkPrivateKey(parseKey(paths.key, key)) !== true) {
    throw unusable(`The private key ${paths.key} does not match the certificate ${paths.cert}`);
  }
  if (paths.ca !== null && ca !== null) parseCertificates('CA certificate', paths.ca, ca);
  return { cert, key, ca };
}

async function readPem(what: string, path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const bytes = await readAtMost(file, MAX_PEM_BYTES + 1);
      if (bytes.length > MAX_PEM_BYTES)
        throw unusable(`The ${what} ${path} is larger than 4 MiB: no PEM file`);
      return bytes.toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw unusable(`Cannot read the ${what} ${path}: ${systemErrorText(error)}`, error);
  }
}

/** Reads to the end or to the limit, whichever comes first. A pipe gives its contents piece by piece. */
async function readAtMost(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let total = 0; total < maxBytes;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(READ_BYTES, maxBytes - total)));
    if (bytesRead === 0) break;
    pieces.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(pieces);
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

/** For what OpenSSL finds wrong only when it puts a certificate and its key to use. */
export function unusableTogether(certPath: string, keyPath: string, cause: unknown): ConfigError {
  const code = codeOf(cause) ?? 'unknown reason';
  return unusable(`OpenSSL refuses the certificate ${certPath} with the key ${keyPath} (${code})`, cause);
}

function unusable(problem: string, cause?: unknown): ConfigError {
  const advice = '"npm run certs" makes certificates for development.';
  return new ConfigError('unusable_certificate', `${escapeText(problem, 1000)}. ${advice}`, { cause });
}
