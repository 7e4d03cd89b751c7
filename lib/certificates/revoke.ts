import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError } from '../protocol/errors.js';
import type { IndexedCertificate } from './certificate-index.js';
import { changeIndex } from './change-index.js';
import { makeCrl, readCrl, crlContents, type CrlContents } from './crl.js';
import { CERTIFICATE_MODE, CRL_FILE, replaceFile } from './files.js';
import { signerOf, type Issued } from './issue.js';
import type { AskPassphrase } from './open-authority.js';
import type { OpenIndex } from './open-index.js';
import { chooseCertificate } from './choose-certificate.js';
import { serialOf } from './serials.js';

export interface RevokeOptions {
  readonly ask?: AskPassphrase;
  /** How many days the new list counts. Default: 90. */
  readonly days?: number;
  /** Revoke a serial number of which no certificate is known. Default: false. */
  readonly unknown?: boolean;
}

export interface CrlFile extends CrlContents {
  readonly path: string;
}

export interface Revocation {
  readonly certificate: IndexedCertificate;
  /** The new list; null if the certificate was on the list already. */
  readonly crl: CrlFile | null;
}

/**
 * Revokes a certificate: writes a new list of revoked certificates, then the index. A run that is killed between the two has revoked it.
 * @param target the name or the serial number of a certificate
 * @throws {ConfigError} `unusable_file`, `unusable_certificate`; `invalid_option`: no certificate or several are meant
 */
export function revoke(directory: string, target: string, options: RevokeOptions = {}): Promise<Revocation> {
  return changeIndex(directory, options.ask, async (index, ca) => {
    const serial = chooseCertificate(index.certificates, target, options.unknown ?? false);
    if (serial === serialOf(new X509Certificate(ca.certPem).serialNumber)) {
      throw new ConfigError(
        'invalid_option',
        `${serial}: is the serial number of the CA itself, which it cannot revoke`,
      );
    }
    const listed = index.crl?.revoked.some((revoked) => revoked.serial === serial) ?? false;
    index.markRevoked(serial, new Date());
    const crl = listed ? null : await writeList(directory, index, ca, options.days);
    const certificate = index.find(serial);
    if (certificate === undefined) throw new Error('a certificate that was marked is in the index');
    return { certificate, crl };
  });
}

/** Writes a new list with the same certificates, which counts longer. @throws as `revoke` */
export function renewCrl(directory: string, options: RevokeOptions = {}): Promise<CrlFile> {
  return changeIndex(directory, options.ask, (index, ca) => writeList(directory, index, ca, options.days));
}

async function writeList(
  directory: string,
  index: OpenIndex,
  ca: Issued,
  days: number | undefined,
): Promise<CrlFile> {
  const path = join(directory, CRL_FILE);
  const number = index.crlNumber + 1;
  if (!Number.isSafeInteger(number)) {
    throw new ConfigError('unusable_file', `${path} has a number that is too large. Move it away.`);
  }
  const revoked = index.certificates.flatMap(({ serial, revoked: at }) =>
    at === null ? [] : [{ serial, revokedAt: new Date(at) }],
  );
  const pem = await makeCrl(await signerOf(ca), {
    number,
    revoked,
    ...(days === undefined ? {} : { days }),
  });
  await replaceFile(path, pem, CERTIFICATE_MODE);
  index.markList(number);
  return { path, ...crlContents(readCrl(pem, path)) };
}
