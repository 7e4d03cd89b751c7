import type { KeyObject, X509Certificate } from 'node:crypto';
import { publicKeyOf } from '../../tls/public-key.js';
import { ANY_PURPOSE, CLIENT_AUTH, purposesOf, SERVER_AUTH } from '../../tls/purposes.js';
import { isStranger } from '../check.js';
import { namesOf } from '../hosts-of.js';
import { serialOf } from '../serials.js';
import type { Item } from './item.js';
import { dayOf, judgeDates, type Fact, type Report } from './report.js';

/** Everything that is looked at together. */
export interface Surroundings {
  readonly items: readonly Located[];
  readonly now: Date;
}

/** A thing with the file that it is in. */
export interface Located {
  readonly path: string;
  readonly item: Item;
}

const PURPOSES: Readonly<Record<string, string>> = {
  [SERVER_AUTH]: 'a TLS server',
  [CLIENT_AUTH]: 'a TLS client',
  [ANY_PURPOSE]: 'any purpose',
};

/** OpenSSL's names of the curves of NIST. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** OpenSSL refuses smaller ones at its security level 2. */
const MIN_RSA_BITS = 2048;

export function reportCertificate(certificate: X509Certificate, path: string, around: Surroundings): Report {
  const purposes = purposesOf(certificate) ?? [];
  const names = alternativeNames(certificate);
  const key = publicKeyOf(certificate);
  const dates = judgeDates(new Date(certificate.validFrom), new Date(certificate.validTo), around.now);
  const issuer = issuerAmong(certificate, around);
  const facts: Fact[] = [
    ...(names.length === 0 ? [] : [['names', names.join(', ')] as const]),
    ['subject', oneLine(certificate.subject)],
    ['issuer', oneLine(certificate.issuer)],
    ['serial', certificate.serialNumber],
    ['fingerprint', certificate.fingerprint256],
    dates.fact,
    ['key', key === null ? 'unknown' : describeKey(key)],
    ...(issuer.path === null ? [] : [['issued by', issuer.path] as const]),
  ];
  const keyProblems = key === null ? ['has a key of a kind that OpenSSL does not know'] : weakKey(key);
  const problems = [...dates.problems, ...keyProblems, ...issuer.problems];
  if (certificate.ca) return { path, title: 'CA certificate, which issues others', facts, problems };
  if (purposes.includes(SERVER_AUTH) && names.length === 0) {
    problems.push('names no host, so that clients refuse it');
  }
  problems.push(...revocations(certificate, around));
  return { path, title: `certificate for ${describePurposes(purposes)}`, facts, problems };
}

/** Returns the kind of a key, such as `EC P-256` or `RSA 2048`. */
export function describeKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { namedCurve: curve, modulusLength = '' } = asymmetricKeyDetails ?? {};
  const size = curve === undefined ? modulusLength : (CURVES[curve] ?? curve);
  return `${asymmetricKeyType?.toUpperCase() ?? 'unknown'} ${size}`.trim();
}

/** Says that a key is too small. */
export function weakKey({ asymmetricKeyDetails }: KeyObject): string[] {
  const bits = asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS;
  return bits < MIN_RSA_BITS
    ? [`has an RSA key of ${bits} bits: OpenSSL refuses less than ${MIN_RSA_BITS}`]
    : [];
}

function describePurposes(purposes: readonly string[]): string {
  if (purposes.length === 0) return 'any purpose: it states none';
  return purposes.map((purpose) => PURPOSES[purpose] ?? `the purpose ${purpose}`).join(' and ');
}

function alternativeNames(certificate: X509Certificate): readonly string[] {
  try {
    return namesOf(certificate.toString(), 'the certificate', ['dns', 'ip', 'email']);
  } catch {
    return [];
  }
}

/** Looks for the issuer among the CAs that are given. */
function issuerAmong(
  certificate: X509Certificate,
  { items }: Surroundings,
): { path: string | null; problems: string[] } {
  const cas = items.flatMap(({ path, item }) =>
    item.kind === 'certificate' && item.certificate.ca ? [{ path, ca: item.certificate }] : [],
  );
  const issuer = cas.find(({ ca }) => !isStranger(certificate, ca));
  if (issuer !== undefined) return { path: issuer.path, problems: [] };
  const given = cas.filter(({ ca }) => ca.fingerprint256 !== certificate.fingerprint256);
  if (given.length === 0 || certificate.ca) return { path: null, problems: [] };
  return { path: null, problems: [`is not issued by ${given.map(({ path }) => path).join(' or ')}`] };
}

function revocations(certificate: X509Certificate, { items }: Surroundings): string[] {
  const serial = serialOf(certificate.serialNumber);
  return items.flatMap(({ path, item }) => {
    if (item.kind !== 'crl') return [];
    const entry = item.crl.revoked.find((revoked) => revoked.serial === serial);
    return entry === undefined ? [] : [`was revoked on ${dayOf(entry.revokedAt)}, says ${path}`];
  });
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
