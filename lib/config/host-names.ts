import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { OptionRule } from './rules.js';

const MAX_HOSTS = 100;
const MAX_NAME_CHARS = 253;

/** A name or an address that a certificate can vouch for. A star stands for one label. */
const HOST_NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** The host names and IP addresses of a certificate. A name that is not ASCII is converted, as browsers do. */
export const hostNamesRule: OptionRule<readonly string[]> = {
  description: `1 to ${MAX_HOSTS} different host names or IP addresses, without ports, such as challenge.example,192.0.2.1`,
  validate: (value): value is readonly string[] =>
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= MAX_HOSTS &&
    value.every(isHost) &&
    new Set(value).size === value.length,
  parse: (text) => text.split(',').map((host) => (isIP(host) === 0 ? toAscii(host) : host)),
  form: { kind: 'list', items: { kind: 'text' }, minItems: 1, maxItems: MAX_HOSTS, unique: true },
};

function isHost(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  // An address with a zone, such as fe80::1%eth0, means something on one machine only.
  if (isIP(value) !== 0) return !value.includes('%');
  // Digits and dots alone are an address with a mistake in it.
  return value.length <= MAX_NAME_CHARS && HOST_NAME.test(value) && !/^[0-9.]+$/.test(value);
}

function toAscii(host: string): string {
  return /^[\x20-\x7e]*$/.test(host) ? host : domainToASCII(host);
}
