import { closest, distance } from 'fastest-levenshtein';
import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { stateOf, type IndexedCertificate } from './certificate-index.js';
import { serialOf } from './serials.js';

/** More serial numbers would make the line unreadable. `list` has them all. */
const MAX_LISTED = 10;
const MAX_TYPOS = 2;

/**
 * Finds the certificate that a person means, by its name or its serial number. A name means the certificate of that name that is valid;
 * if none is, one that is revoked.
 * @param unknown whether a serial number may be one of which no certificate is known
 * @returns its serial number
 * @throws {ConfigError} `invalid_option`: none or several are meant
 */
export function chooseCertificate(
  certificates: readonly IndexedCertificate[],
  target: string,
  unknown: boolean,
): string {
  const name = target.normalize('NFC');
  const named = certificates.filter((certificate) => certificate.name.normalize('NFC') === name);
  const valid = named.filter((certificate) => stateOf(certificate) === 'valid');
  if (valid.length > 1) throw ambiguous(target, valid);
  if (valid[0] !== undefined) return valid[0].serial;
  const serial = serialOf(target);
  if (serial !== null && certificates.some((certificate) => certificate.serial === serial)) return serial;
  const revoked = named.findLast((certificate) => stateOf(certificate) === 'revoked');
  if (revoked !== undefined) return revoked.serial;
  const expired = named.at(-1);
  if (expired !== undefined) {
    const day = expired.until?.slice(0, 10) ?? '';
    throw wrong(target, `expired on ${day}, so there is nothing to revoke; its serial number revokes it`);
  }
  if (serial !== null && unknown) return serial;
  throw wrong(target, `no certificate has this name or serial number${hint(certificates, name)}`);
}

function ambiguous(target: string, valid: readonly IndexedCertificate[]): ConfigError {
  const shown = valid
    .slice(0, MAX_LISTED)
    .map(
      ({ serial, from, until }) => `${serial} (${from?.slice(0, 10) ?? ''} to ${until?.slice(0, 10) ?? ''})`,
    );
  const more = valid.length > MAX_LISTED ? `, and ${valid.length - MAX_LISTED} more` : '';
  return wrong(
    target,
    `${valid.length} valid certificates have this name; give a serial number: ${shown.join(', ')}${more}`,
  );
}

function hint(certificates: readonly IndexedCertificate[], name: string): string {
  const names = certificates.map((certificate) => certificate.name).filter((other) => other !== '');
  if (names.length === 0) return '';
  const nearest = closest(name, names);
  const isNear = distance(name, nearest) <= MAX_TYPOS || name.toLowerCase() === nearest.toLowerCase();
  return isNear ? ` (did you mean ${escapeText(nearest)}?)` : '';
}

function wrong(target: string, problem: string): ConfigError {
  return new ConfigError('invalid_option', `${escapeText(target)}: ${problem}`);
}
