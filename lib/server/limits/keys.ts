import type { ClientCertificate } from '../../session/events.js';

const GROUPS = 8;
/** The number of 16-bit groups that name an IPv6 network: one customer gets at least a /64, and can use every address in it. */
const NETWORK_GROUPS = 4;

/** Returns an IPv4 address as IPv4, also where a dual-stack socket shows it as `::ffff:192.0.2.7`; other addresses unchanged. */
export function plainAddress(address: string): string {
  // Most addresses are plain already.
  if (!address.includes(':') || !/ffff:/i.test(address)) return address;
  const [a, b, c, d, e, marker, high = 0, low = 0] = groupsOf(address);
  if (marker !== 0xffff || [a, b, c, d, e].some((group) => group !== 0)) return address;
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}

/** Returns the key by which an address is limited: IPv4 by itself, IPv6 by its /64 network. */
export function addressKey(address: string): string {
  const plain = plainAddress(address);
  if (!plain.includes(':')) return plain;
  const network = groupsOf(plain).slice(0, NETWORK_GROUPS);
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}

/** Returns the eight groups of an IPv6 address, which the kernel or Node's parser has checked. A zone (`%eth0`) is left out. */
function groupsOf(address: string): number[] {
  const [text = ''] = address.split('%', 1);
  const [before = [], after] = text.split('::', 2).map(numbersOf);
  if (after === undefined) return before;
  const zeros = Math.max(0, GROUPS - before.length - after.length);
  return [...before, ...Array.from({ length: zeros }, () => 0), ...after];
}

function numbersOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return Number.parseInt(group, 16);
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

/**
 * Returns the key of a certificate: its serial number and its issuer. Both are signed, so that nobody can vary them. The fingerprint can be
 * varied by whoever has the certificate: an ECDSA signature has two forms.
 */
export function certificateKey({ serialNumber, issuer }: ClientCertificate): string {
  return `${serialNumber} ${JSON.stringify(issuer)}`;
}
