import './reflect.js';
import { Extension, X509Certificate, X509Crl, X509CrlGenerator } from '@peculiar/x509';
import { fromBER, Integer } from 'asn1js';
import { unusableCertificate } from './check.js';
import { inDays, type Signer } from './issue.js';
import { KEY_ALGORITHM } from './keys.js';
import { pemOf } from './pem.js';
import { serialOf } from './serials.js';

/**
 * How long a list counts. After that the server warns, and OpenSSL refuses every client. Nobody fetches the list from a server here, so a
 * short life would make nothing safer.
 */
const CRL_DAYS = 90;

const CRL_NUMBER = '2.5.29.20';
const ONE_HOUR_IN_DAYS = 1 / 24;

export interface RevokedCertificate {
  /** Hex, as {@link serialOf} returns it. */
  readonly serial: string;
  readonly revokedAt: Date;
}

export interface CrlContents {
  /** Its number; each new list has a higher one. Null if it has none. */
  readonly number: number | null;
  readonly thisUpdate: Date;
  /** When it ends; null if it does not say so. */
  readonly nextUpdate: Date | null;
  readonly issuer: string;
  readonly revoked: readonly RevokedCertificate[];
}

export interface NewCrl {
  readonly number: number;
  readonly revoked: readonly RevokedCertificate[];
  /** How many days from now it counts. Default: 90. */
  readonly days?: number;
}

/** Signs a list of revoked certificates. Returns PEM with the label that OpenSSL and Node read. */
export async function makeCrl(signer: Signer, { number, revoked, days }: NewCrl): Promise<string> {
  const crl = await X509CrlGenerator.create({
    issuer: signer.certificate.subjectName,
    // The clock of the machine that reads it may be slow, and a list from the future refuses everybody.
    thisUpdate: inDays(-ONE_HOUR_IN_DAYS),
    nextUpdate: inDays(days ?? CRL_DAYS),
    entries: revoked.map(({ serial, revokedAt }) => ({ serialNumber: serial, revocationDate: revokedAt })),
    extensions: [
      new Extension(CRL_NUMBER, false, Integer.fromBigInt(number).toBER()),
      // Its identifier of the CA tells apart two CAs that have one name.
      new Extension(signer.keyIdentifier.type, false, signer.keyIdentifier.value),
    ],
    signingKey: signer.privateKey,
    signingAlgorithm: { ...KEY_ALGORITHM, hash: 'SHA-256' },
  });
  return pemOf('X509 CRL', crl.rawData);
}

const PEM_CRL = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/;

/**
 * Reads the first list of a PEM text.
 * @param name the name of the file in messages
 * @throws {ConfigError} `unusable_certificate`
 */
export function readCrl(pem: string, name: string): X509Crl {
  const [, base64] = PEM_CRL.exec(pem) ?? [];
  if (base64 === undefined) throw unusableCertificate(`${name} has no "BEGIN X509 CRL".`);
  try {
    return parseCrl(Buffer.from(base64, 'base64'));
  } catch (error) {
    throw unusableCertificate(`${name} is a broken list of revoked certificates.`, error);
  }
}

/** Parses a list, DER. Throws if it is broken. */
export function parseCrl(der: Uint8Array): X509Crl {
  // An element has two bytes at least. The library's own limit is 2,492 certificates.
  return new X509Crl(new Uint8Array(der), { berOptions: { maxNodes: der.length } });
}

/** Whether the key of a CA signed the list. */
export async function isSignedBy(crl: X509Crl, caPem: string): Promise<boolean> {
  return crl.verify({ publicKey: new X509Certificate(caPem) }).catch(() => false);
}

/** Returns what a list says. */
export function crlContents(crl: X509Crl): CrlContents {
  return {
    number: numberOf(crl),
    thisUpdate: crl.thisUpdate,
    nextUpdate: crl.nextUpdate ?? null,
    issuer: crl.issuer,
    revoked: crl.entries.map(({ serialNumber, revocationDate }) => ({
      serial: serialOf(serialNumber) ?? serialNumber,
      revokedAt: revocationDate,
    })),
  };
}

function numberOf(crl: X509Crl): number | null {
  const extension = crl.getExtension(CRL_NUMBER);
  if (extension === null) return null;
  const { result } = fromBER(extension.value);
  return result instanceof Integer ? Number(result.toBigInt()) : null;
}
