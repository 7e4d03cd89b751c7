import type { X509Certificate } from 'node:crypto';
import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { subjectText } from './certificate-fields.js';
import type { Crl } from './crl.js';
import { isSignedBy } from './crl-signature.js';
import { timeText, type CredentialsWarning } from './credentials-warning.js';
import { canonical, nameKey, type NameFields } from './distinguished-name.js';
import { publicKeyOf } from './public-key.js';

/** The part of a certificate that a revocation list knows it by. */
export interface RevocableCertificate {
  readonly issuer: NameFields;
  readonly serialNumber: string;
}

/** `unknown`: its CA has no CRL, or one that is outdated. */
export type RevocationState = 'good' | 'revoked' | 'unknown';

/** A CA and the CRL that counts for it. */
interface Authority {
  readonly certificate: X509Certificate;
  /** The name in messages, escaped. */
  readonly name: string;
  readonly key: string;
  readonly crl: Crl | null;
}

/** From the last third of its life on, the next update of a CRL is said to be due. */
const LAST_PART = 1 / 3;

const RENEW = 'Renew it ("tlslp-certs renew-crl"), and send the server SIGHUP';

/**
 * The revocations of several CAs. The server looks certificates up here, by issuer and serial number, and does not pass the CRLs to
 * OpenSSL: OpenSSL would refuse every client as soon as one CRL is outdated, and would tell no client why.
 */
export class Revocations {
  readonly #authorities: readonly Authority[];
  readonly #byName = new Map<string, Authority[]>();
  readonly #path: string;
  readonly #fixedWarnings: readonly CredentialsWarning[];

  /**
   * @param path the path of the file of the CRLs, for messages
   * @throws {ConfigError} `unusable_certificate`: no CRL is of one of the CAs, or a CRL revokes a CA
   */
  constructor(crls: readonly Crl[], cas: readonly X509Certificate[], path: string) {
    this.#path = escapeText(path, 1000);
    const found = cas.map((certificate) => crlsOf(certificate, crls));
    const strangers = crls.filter((crl) => !found.some((own) => own.includes(crl)));
    if (strangers.length === crls.length) {
      const names = [...new Set(strangers.map(({ issuer }) => `"${issuer}"`))].join(', ');
      throw unusableCrl(`The CRL ${path} is of none of the CAs that verify clients, but of ${names}`);
    }
    const replaced = new Set<Crl>();
    this.#authorities = cas.map((certificate, index) => {
      const [newest = null, ...older] = (found[index] ?? []).sort(newestFirst);
      for (const crl of older) replaced.add(crl);
      const { subject } = fieldsOf(certificate);
      return { certificate, name: nameOf(subject), key: nameKey(subject), crl: newest };
    });
    for (const authority of this.#authorities) {
      this.#byName.set(authority.key, [...(this.#byName.get(authority.key) ?? []), authority]);
    }
    this.#refuseRevokedCa();
    this.#fixedWarnings = [
      ...strangers.map((crl) => this.#ignored(crl, 'which is not among the CAs that verify clients')),
      ...[...replaced].map((crl) => this.#ignored(crl, 'of which the file has a newer one')),
    ];
  }

  /** Returns whether a certificate is revoked. Names and serial numbers are compared as OpenSSL does. */
  stateOf({ issuer, serialNumber }: RevocableCertificate, now: number): RevocationState {
    const authorities = this.#byName.get(nameKey(issuer)) ?? [];
    if (authorities.some(({ crl }) => crl?.revoked.has(serialNumber) === true)) return 'revoked';
    return authorities.length > 0 && authorities.every(({ crl }) => isCurrent(crl, now)) ? 'good' : 'unknown';
  }

  /** Returns whether a CA with the name of the issuer is among the CAs. */
  knows({ issuer }: Pick<RevocableCertificate, 'issuer'>): boolean {
    return this.#byName.has(nameKey(issuer));
  }

  /** @param strict whether clients of a CA without a current CRL are refused */
  warnings(now: number, strict: boolean): CredentialsWarning[] {
    return [
      ...this.#fixedWarnings,
      ...this.#authorities.flatMap((authority) => this.#warningOf(authority, now, strict) ?? []),
    ];
  }

  #warningOf({ name, crl }: Authority, now: number, strict: boolean): CredentialsWarning | null {
    const common = { subject: name, isDaily: true };
    const effect = strict
      ? 'No client of it is accepted (--crl-strict)'
      : 'Its revocations count; later ones are missing';
    if (crl === null) {
      const without = strict
        ? 'No client of it is accepted (--crl-strict)'
        : 'Revoked certificates of it are accepted';
      const message = `The file ${this.#path} has no CRL of the CA ${name}. ${without}.`;
      return { ...common, code: 'crl_missing', message, isUrgent: true };
    }
    const { thisUpdate, nextUpdate } = crl;
    const subject = `The CRL of ${name} in ${this.#path}`;
    if (thisUpdate > now) {
      const message = `${subject} is not valid before ${timeText(thisUpdate)}. ${effect}.`;
      return { ...common, code: 'crl_outdated', message, isUrgent: true };
    }
    if (nextUpdate === null) return null;
    if (nextUpdate <= now) {
      const message = `${subject} is outdated since ${timeText(nextUpdate)}. ${effect}. ${RENEW}.`;
      return { ...common, code: 'crl_outdated', message, isUrgent: true };
    }
    if (nextUpdate - now > (nextUpdate - thisUpdate) * LAST_PART) return null;
    const message = `${subject} is outdated from ${timeText(nextUpdate)} on. ${RENEW}.`;
    return { ...common, code: 'crl_ends', message, isUrgent: false };
  }

  #ignored({ issuer, thisUpdate }: Crl, why: string): CredentialsWarning {
    const name = `"${escapeText(issuer)}"`;
    const message = `The file ${this.#path} has a CRL of ${name}, ${why}. It is ignored (${timeText(thisUpdate)}).`;
    return { code: 'crl_ignored', subject: name, message, isUrgent: false, isDaily: false };
  }

  // Below the CA in the chain, its clients are not looked up again. So a CA that another one revoked must not stay in the file.
  #refuseRevokedCa(): void {
    for (const { certificate, name } of this.#authorities) {
      if (this.stateOf(fieldsOf(certificate), 0) !== 'revoked') continue;
      throw unusableCrl(`The CRL ${this.#path} revokes the CA ${name}: remove it from the CA file`);
    }
  }
}

/** Returns the error for a CRL that cannot be used. */
export function unusableCrl(problem: string, cause?: unknown): ConfigError {
  return new ConfigError('unusable_certificate', `${escapeText(problem, 1000)}.`, { cause });
}

function isCurrent(crl: Crl | null, now: number): boolean {
  return crl !== null && crl.thisUpdate <= now && (crl.nextUpdate === null || now < crl.nextUpdate);
}

function newestFirst(a: Crl, b: Crl): number {
  return b.thisUpdate - a.thisUpdate;
}

/** Returns the CRLs that name this CA, and that its key signed. */
function crlsOf(certificate: X509Certificate, crls: readonly Crl[]): Crl[] {
  const key = publicKeyOf(certificate);
  if (key === null) return [];
  const name = canonical(subjectText(certificate));
  // The name first: to verify every signature with every key would take seconds for a large bundle.
  return crls.filter((crl) => canonical(crl.issuer) === name && isSignedBy(crl, key));
}

/** Returns the names of a certificate in the form that the certificate of a peer has. */
function fieldsOf(certificate: X509Certificate): RevocableCertificate & { readonly subject: NameFields } {
  const { subject, issuer, serialNumber } = certificate.toLegacyObject();
  // Node's type allows a field that is undefined; there is none.
  return { subject: subject as NameFields, issuer: issuer as NameFields, serialNumber };
}

function nameOf(subject: NameFields): string {
  const text = subject['CN'] ?? subject['OU'] ?? subject['O'] ?? 'without a name';
  return `"${escapeText([text].flat().join(', '))}"`;
}
