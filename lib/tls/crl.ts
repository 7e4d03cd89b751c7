import {
  bytesOf,
  contentsOf,
  DerError,
  readElement,
  readElements,
  sequenceOf,
  TAG,
  type DerElement,
} from './der.js';
import { nameText } from './distinguished-name.js';

/** A certificate revocation list: RFC 5280, section 5. */
export interface Crl {
  /** The name of its CA, for messages. Not escaped. */
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  /** Milliseconds since the epoch; null if it has none. */
  readonly nextUpdate: number | null;
  /** The serial numbers of the revoked certificates, as Node writes them: hexadecimal, upper case. */
  readonly revoked: ReadonlySet<string>;
  /** The signed bytes. */
  readonly signed: Buffer;
  /** The AlgorithmIdentifier of the signature. */
  readonly algorithm: DerElement;
  readonly signature: Buffer;
}

/** The CRL is well formed, but it must not be used: it has a critical extension that is not known here. */
export class CrlExtensionError extends Error {}

/** Parses the DER of a CRL. @throws {DerError} malformed; {CrlExtensionError} it is a CRL of a kind that is not supported */
export function parseCrl(der: Buffer): Crl {
  const outer = readElement(der);
  if (outer.whole.length !== der.length) throw new DerError('Bytes follow it.');
  const [list, algorithm, signature] = sequenceOf(outer);
  if (list === undefined || algorithm === undefined) throw new DerError('It is incomplete.');
  const fields = sequenceOf(list);
  if (fields[0]?.tag === TAG.integer) fields.shift();
  const [innerAlgorithm, issuer, thisUpdate, ...rest] = fields;
  if (innerAlgorithm?.whole.equals(algorithm.whole) !== true) {
    throw new DerError('It names two different signature algorithms.');
  }
  if (issuer === undefined || thisUpdate === undefined) throw new DerError('It is incomplete.');
  const nextUpdate = isTime(rest[0]) ? rest.shift() : undefined;
  const entries = rest[0]?.tag === TAG.sequence ? rest.shift() : undefined;
  if (rest[0] !== undefined) refuseCritical(readElement(contentsOf(rest[0], TAG.context0)));
  return {
    issuer: nameText(issuer),
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: nextUpdate === undefined ? null : timeOf(nextUpdate),
    revoked: entries === undefined ? new Set() : serialsOf(entries),
    signed: list.whole,
    algorithm,
    signature: bytesOf(signature),
  };
}

function serialsOf(entries: DerElement): Set<string> {
  const serials = new Set<string>();
  for (const entry of readElements(contentsOf(entries, TAG.sequence))) {
    const [serial, date, extensions] = sequenceOf(entry);
    if (!isTime(date)) throw new DerError('An entry has no date.');
    // An entry can name another CA (an indirect CRL), by a critical extension.
    if (extensions !== undefined) refuseCritical(extensions);
    serials.add(hexOf(contentsOf(serial, TAG.integer)));
  }
  return serials;
}

// A critical extension limits or extends the list: it can cover only some certificates, or be only the changes of another list.
function refuseCritical(extensions: DerElement): void {
  for (const extension of sequenceOf(extensions)) {
    const [, critical] = sequenceOf(extension);
    // A boolean: [0x01]. Only "true" may be written in DER.
    if (critical?.tag === 0x01) throw new CrlExtensionError('It has a critical extension.');
  }
}

/** Writes an integer as Node writes a serial number. */
function hexOf(integer: Buffer): string {
  const hex = integer.toString('hex').toUpperCase();
  if (((integer[0] ?? 0) & 0x80) !== 0) {
    const magnitude = (1n << BigInt(8 * integer.length)) - BigInt(`0x${hex}`);
    return `-${evenHex(magnitude)}`;
  }
  return evenHex(BigInt(`0x${hex === '' ? '0' : hex}`));
}

function evenHex(number: bigint): string {
  const hex = number.toString(16).toUpperCase();
  return hex === '0' || hex.length % 2 === 0 ? hex : `0${hex}`;
}

function isTime(element: DerElement | undefined): boolean {
  return element?.tag === TAG.utcTime || element?.tag === TAG.generalizedTime;
}

const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

function timeOf(element: DerElement): number {
  const text = element.contents.toString('latin1');
  if (!isTime(element)) throw new DerError('It has an unexpected type.');
  // RFC 5280, section 4.1.2.5.1: a year of two digits below 50 is of this century.
  const full = element.tag === TAG.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const time = Date.parse(full.replace(TIME, '$1-$2-$3T$4:$5:$6Z'));
  if (!TIME.test(full) || Number.isNaN(time)) throw new DerError('It has a malformed time.');
  return time;
}
