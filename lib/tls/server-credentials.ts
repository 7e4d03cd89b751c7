import type { X509Certificate } from 'node:crypto';
import { escapeText } from '../protocol/escape.js';
import { keyUsageOf } from './certificate-fields.js';
import type { CredentialPaths, Credentials } from './credentials.js';
import { timeText, type CredentialsWarning } from './credentials-warning.js';
import { certificatesOf } from './issuers.js';
import { isFor, SERVER_AUTH } from './purposes.js';
import { hasCrl } from './read-crls.js';
import { unusableCredentials as unusable } from './unusable.js';
import { DAY_MS, datesProblem, WARNING_DAYS } from './validity.js';

/** digitalSignature, keyEncipherment or keyAgreement: one of these must be stated for TLS, if any is. */
const TLS_KEY_USAGES = 0x80 | 0x20 | 0x08;

/** Permission bits that let users other than the owner read a file. */
const OTHERS_READ = 0o044;

/**
 * Checks credentials for a server at this time: dates and purposes, which `checkCredentials` leaves alone because clients have others.
 * @param now milliseconds since the epoch
 * @throws {ConfigError} `unusable_certificate`: the certificate has ended, is not valid yet, or is not for servers; the CA file has a
 *   certificate that is no CA, no CA that is valid now, or a CRL
 */
export function checkServerCredentials(
  { cert, ca }: Credentials,
  now: number,
  { cert: certPath, ca: caPath }: CredentialPaths,
): void {
  const [leaf] = certificatesOf(cert);
  if (leaf !== undefined) {
    const problem = datesProblem(leaf, now) ?? purposeProblem(leaf);
    if (problem !== null) throw unusable(`The certificate ${certPath} ${problem}`);
  }
  if (ca === null) return;
  const path = caPath ?? 'in memory';
  // Node would not look at it: no client would be refused.
  if (hasCrl(ca))
    throw unusable(`The CA certificate ${path} contains a CRL: give the server CRLs with --crl`);
  const authorities = certificatesOf(ca);
  const other = authorities.find((certificate) => !mayBeAuthority(certificate));
  if (other !== undefined) {
    throw unusable(`The CA certificate ${path} contains the certificate ${nameOf(other)}, which is not a CA`);
  }
  const problems = authorities.map((authority) => datesProblem(authority, now));
  const [first = null] = problems;
  if (first !== null && problems.every((problem) => problem !== null)) {
    throw unusable(`The CA certificate ${path} ${first}`);
  }
}

/** Returns the warnings about credentials of a server that are in use. */
export function serverCredentialsWarnings(
  credentials: Credentials,
  now: number,
  { cert, key, ca }: CredentialPaths,
  strict: boolean,
): CredentialsWarning[] {
  const [leaf, ...chain] = certificatesOf(credentials.cert);
  const authorities = credentials.ca === null ? [] : certificatesOf(credentials.ca);
  const inCertificate = escapeText(cert, 1000);
  const inCa = escapeText(ca ?? 'in memory', 1000);
  return [
    ...(leaf === undefined
      ? []
      : endWarning(leaf, `The certificate ${inCertificate}`, 'certificate_ends', now)),
    ...chain.flatMap((link) =>
      endWarning(link, `The certificate ${nameOf(link)} in ${inCertificate}`, 'certificate_ends', now),
    ),
    ...authorities.flatMap((authority) =>
      endWarning(authority, `The CA ${nameOf(authority)} in ${inCa}`, 'ca_ends', now),
    ),
    ...(leaf?.ca === true ? [caWarning(inCertificate)] : []),
    ...exposedWarning(credentials.keyMode, escapeText(key, 1000)),
    ...(credentials.revocations?.warnings(now, strict) ?? []),
  ];
}

function purposeProblem(leaf: X509Certificate): string | null {
  if (!isFor(leaf, SERVER_AUTH)) return 'is not for servers: its extended key usage leaves out serverAuth';
  const usage = keyUsageOf(leaf);
  if (usage === null || (usage & TLS_KEY_USAGES) !== 0) return null;
  return leaf.ca
    ? 'is the certificate of a CA, and not for servers'
    : 'is not for servers: its key usage leaves out digitalSignature';
}

/**
 * Returns whether clients can be verified with a certificate: that of a CA; an old self-signed one without extensions; or a client's
 * own, if it is self-signed.
 */
function mayBeAuthority(certificate: X509Certificate): boolean {
  return certificate.ca || certificate.subject === certificate.issuer;
}

function endWarning(
  certificate: X509Certificate,
  what: string,
  code: 'certificate_ends' | 'ca_ends',
  now: number,
): CredentialsWarning[] {
  const common = { code, subject: certificate.fingerprint256, isDaily: true };
  const problem = datesProblem(certificate, now);
  if (problem !== null) {
    const effect = code === 'ca_ends' ? 'Clients of it are refused' : 'Clients do not trust it';
    return [{ ...common, message: `${what} ${problem}. ${effect}.`, isUrgent: true }];
  }
  const to = Date.parse(certificate.validTo);
  const days = Math.floor((to - now) / DAY_MS);
  if (days >= WARNING_DAYS) return [];
  const left = days === 0 ? 'in less than a day' : `in ${days} ${days === 1 ? 'day' : 'days'}`;
  return [{ ...common, message: `${what} ends on ${timeText(to)}, ${left}. Renew it.`, isUrgent: false }];
}

function caWarning(path: string): CredentialsWarning {
  const message = `The certificate ${path} is that of a CA. Some clients refuse it: use one that the CA issued.`;
  return { code: 'certificate_is_ca', subject: path, message, isUrgent: false, isDaily: false };
}

function exposedWarning(mode: number | null | undefined, path: string): CredentialsWarning[] {
  if (mode === null || mode === undefined || (mode & OTHERS_READ) === 0) return [];
  const permissions = (mode & 0o777).toString(8);
  const message = `Users other than the owner can read the private key ${path} (mode ${permissions}). Set its mode to 600.`;
  return [{ code: 'key_exposed', subject: path, message, isUrgent: false, isDaily: false }];
}

function nameOf({ subject }: X509Certificate): string {
  const name = /^CN=(.*)$/m.exec(subject)?.[1] ?? subject;
  return `"${escapeText(name)}"`;
}
