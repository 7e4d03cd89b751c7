import { join } from 'node:path';
import { readCertificate, unusableCertificate } from './check.js';
import {
  INDEX_FILE,
  parseIndex,
  writeIndex,
  type CertificateIndex,
  type IndexedCertificate,
} from './certificate-index.js';
import type { CrlContents } from './crl.js';
import { CRL_FILE, FILES, readIfThere } from './files.js';
import { findCertificates } from './find-certificates.js';

/**
 * The certificates of a CA: what the index has, and what the directory has besides. So a run that was killed before it wrote the index, a
 * lost index and certificates that are older than it do no harm. Changes are in memory until `save`.
 */
export class OpenIndex {
  readonly #directory: string;
  readonly #bySerial: Map<string, IndexedCertificate>;
  #crlNumber: number;
  /** The list of revoked certificates in the directory; null if there is none. */
  readonly crl: CrlContents | null;

  private constructor(directory: string, index: CertificateIndex, crl: CrlContents | null) {
    this.#directory = directory;
    this.#crlNumber = Math.max(index.crlNumber, crl?.number ?? 0);
    this.#bySerial = new Map(index.certificates.map((certificate) => [certificate.serial, certificate]));
    this.crl = crl;
  }

  /**
   * @param caPem the certificate of the CA
   * @throws {ConfigError} `unusable_file`, `unusable_certificate`: the index or the list of revoked certificates cannot be used
   */
  static async open(directory: string, caPem: string): Promise<OpenIndex> {
    const path = join(directory, INDEX_FILE);
    const stored = parseIndex(await readIfThere(path), path);
    const index = new OpenIndex(directory, stored, await readCrlOf(directory, caPem));
    const known = new Set(stored.certificates.map(({ fingerprint }) => fingerprint));
    const ca = readCertificate(caPem, join(directory, FILES.caCert));
    for (const found of await findCertificates(directory, ca, (fingerprint) => known.has(fingerprint))) {
      index.add(found);
    }
    for (const { serial, revokedAt } of index.crl?.revoked ?? []) index.markRevoked(serial, revokedAt);
    return index;
  }

  /** In the order of their issue. */
  get certificates(): readonly IndexedCertificate[] {
    return [...this.#bySerial.values()];
  }

  get crlNumber(): number {
    return this.#crlNumber;
  }

  /** Adds a certificate that was issued. What is known of its revocation stays. */
  add(certificate: IndexedCertificate): void {
    const known = this.#bySerial.get(certificate.serial);
    this.#bySerial.set(certificate.serial, { ...certificate, revoked: known?.revoked ?? null });
  }

  find(serial: string): IndexedCertificate | undefined {
    return this.#bySerial.get(serial);
  }

  /** Notes a revocation. The first one counts. A certificate that is not known is added by its serial number. */
  markRevoked(serial: string, at: Date): void {
    const known = this.#bySerial.get(serial) ?? unknownCertificate(serial);
    if (known.revoked === null) this.#bySerial.set(serial, { ...known, revoked: at.toISOString() });
  }

  /** Notes the number of a new list of revoked certificates. */
  markList(number: number): void {
    this.#crlNumber = number;
  }

  async save(): Promise<void> {
    const { crlNumber, certificates } = this;
    await writeIndex(join(this.#directory, INDEX_FILE), { crlNumber, certificates });
  }
}

function unknownCertificate(serial: string): IndexedCertificate {
  return { serial, fingerprint: null, name: '', usage: 'other', from: null, until: null, revoked: null };
}

async function readCrlOf(directory: string, caPem: string): Promise<CrlContents | null> {
  const path = join(directory, CRL_FILE);
  const pem = await readIfThere(path);
  if (pem === null) return null;
  // Loaded on demand: most directories have no list, and the library is large.
  const { crlContents, isSignedBy, readCrl } = await import('./crl.js');
  const crl = readCrl(pem, path);
  if (await isSignedBy(crl, caPem)) return crlContents(crl);
  throw unusableCertificate(
    `${path} is not signed by ${join(directory, FILES.caCert)}. Move it away and run again.`,
  );
}
