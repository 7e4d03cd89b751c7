import { ConfigError } from '../protocol/errors.js';
import { CERTIFICATE_MODE, replaceFile } from './files.js';
import { serialOf } from './serials.js';

/** What the index knows of a certificate. */
export interface IndexedCertificate {
  /** Hex, as `serialOf` returns it. */
  readonly serial: string;
  /** SHA-256, as `AB:CD:...`. Null if only its serial number is known, from a list of revoked certificates. */
  readonly fingerprint: string | null;
  /** Its common name, or its first host name; empty if it has none. */
  readonly name: string;
  readonly usage: CertificateUsage;
  /** ISO 8601; null if only its serial number is known. */
  readonly from: string | null;
  readonly until: string | null;
  /** When it was revoked, ISO 8601; null if it was not. */
  readonly revoked: string | null;
}

export type CertificateUsage = 'server' | 'client' | 'other';

export type CertificateState = 'valid' | 'revoked' | 'expired';

export interface CertificateIndex {
  /** The number of the last list of revoked certificates; 0 if there was none. */
  readonly crlNumber: number;
  readonly certificates: readonly IndexedCertificate[];
}

/** The file of the index, beside the CA. */
export const INDEX_FILE = 'ca_index.json';

const VERSION = 1;
const EMPTY: CertificateIndex = { crlNumber: 0, certificates: [] };

export function stateOf({ revoked, until }: IndexedCertificate, now: number = Date.now()): CertificateState {
  if (revoked !== null) return 'revoked';
  return until !== null && Date.parse(until) < now ? 'expired' : 'valid';
}

/**
 * Parses an index.
 * @param text null if there is no index yet
 * @throws {ConfigError} `unusable_file`
 */
export function parseIndex(text: string | null, path: string): CertificateIndex {
  if (text === null) return EMPTY;
  const index = parsed(text);
  if (index !== null) return index;
  throw new ConfigError(
    'unusable_file',
    `${path} is not an index of tlslp-certs. Move it away, and the next run makes a new one: it finds the certificates in the directory, ` +
      'and what crl.pem has revoked.',
  );
}

/** Writes the index. A certificate a line, so that people can read it and compare two of them. */
export async function writeIndex(path: string, { crlNumber, certificates }: CertificateIndex): Promise<void> {
  const lines = certificates.map((certificate) => JSON.stringify(certificate));
  const text = `{"version":${VERSION},"crlNumber":${crlNumber},"certificates":[\n${lines.join(',\n')}\n]}\n`;
  await replaceFile(path, text, CERTIFICATE_MODE);
}

function parsed(text: string): CertificateIndex | null {
  try {
    const { version, crlNumber, certificates } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (version !== VERSION || !isCount(crlNumber)) return null;
    return Array.isArray(certificates) && certificates.every(isIndexed) ? { crlNumber, certificates } : null;
  } catch {
    return null;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isIndexed(value: unknown): value is IndexedCertificate {
  if (typeof value !== 'object' || value === null) return false;
  const { serial, fingerprint, name, usage, from, until, revoked } = value as Readonly<
    Record<string, unknown>
  >;
  return (
    typeof serial === 'string' &&
    serialOf(serial) === serial &&
    (fingerprint === null || typeof fingerprint === 'string') &&
    typeof name === 'string' &&
    (usage === 'server' || usage === 'client' || usage === 'other') &&
    [from, until, revoked].every(isTime)
  );
}

function isTime(value: unknown): boolean {
  return value === null || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
}
