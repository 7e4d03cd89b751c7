import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { certificatesOf } from '../tls/issuers.js';
import { CLIENT_AUTH, purposesOf, SERVER_AUTH } from '../tls/purposes.js';
import { isStranger } from './check.js';
import type { CertificateUsage, IndexedCertificate } from './certificate-index.js';
import { FILES, readIfThere } from './files.js';
import { serialOf } from './serials.js';

/** A folder for each client. */
export const CLIENTS = 'clients';
/** The folders of clients that have a new certificate by now. */
export const OLD_CLIENTS = 'clients-old';

/**
 * Finds the certificates of a CA in its directory: in its PEM files, and in the folders of clients. Files that hold no certificate, or that
 * cannot be read, are passed over.
 * @param isKnown whether a fingerprint needs no further look
 */
export async function findCertificates(
  directory: string,
  ca: X509Certificate,
  isKnown: (fingerprint: string) => boolean,
): Promise<IndexedCertificate[]> {
  const found: IndexedCertificate[] = [];
  for (const path of await certificateFiles(directory)) {
    for (const certificate of await certificatesIn(path)) {
      if (isKnown(certificate.fingerprint256) || certificate.ca || isStranger(certificate, ca)) continue;
      found.push(indexed(certificate));
    }
  }
  return found;
}

/** Returns what the index keeps of a certificate. */
export function indexed(certificate: X509Certificate): IndexedCertificate {
  return {
    serial: serialOf(certificate.serialNumber) ?? certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    name: nameOf(certificate),
    usage: usageOf(certificate),
    from: new Date(certificate.validFrom).toISOString(),
    until: new Date(certificate.validTo).toISOString(),
    revoked: null,
  };
}

/** As `indexed`, from PEM. */
export function indexedPem(certPem: string): IndexedCertificate {
  return indexed(new X509Certificate(certPem));
}

async function certificateFiles(directory: string): Promise<string[]> {
  const files = (await namesIn(directory)).filter((name) => name.endsWith('.pem'));
  const folders: string[] = [];
  for (const parent of [CLIENTS, OLD_CLIENTS]) {
    folders.push(...(await namesIn(join(directory, parent))).map((name) => join(parent, name)));
  }
  return [...files, ...folders.map((folder) => join(folder, FILES.clientCert))].map((name) =>
    join(directory, name),
  );
}

/** The names that a directory shows; none if it cannot be read. */
async function namesIn(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => !name.startsWith('.')).sort();
}

async function certificatesIn(path: string): Promise<X509Certificate[]> {
  try {
    return certificatesOf((await readIfThere(path)) ?? '');
  } catch {
    return [];
  }
}

function nameOf(certificate: X509Certificate): string {
  const { CN: name } = certificate.toLegacyObject().subject as Readonly<Record<string, unknown>>;
  // More than one is an array.
  const first: unknown = Array.isArray(name) ? name[0] : name;
  return typeof first === 'string' ? first : '';
}

function usageOf(certificate: X509Certificate): CertificateUsage {
  const usages = purposesOf(certificate) ?? [];
  if (usages.includes(SERVER_AUTH)) return 'server';
  return usages.includes(CLIENT_AUTH) ? 'client' : 'other';
}
