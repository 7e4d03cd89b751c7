import { ipv6Groups, mappedIpv4 } from '../../protocol/ip-address.js';

/** Returns an IPv4 address as IPv4, also where a dual-stack socket shows it as `::ffff:192.0.2.7`; other addresses unchanged. */
export function plainAddress(address: string): string {
  // Most addresses are plain already.
  if (!address.includes(':') || !/ffff:/i.test(address)) return address;
  const groups = groupsOf(address);
  return (groups === null ? null : mappedIpv4(groups)) ?? address;
}

/** Returns the eight groups of an IPv6 address; null for any other text. A zone (`%eth0`) is left out. */
export function groupsOf(address: string): readonly number[] | null {
  return ipv6Groups(address.split('%', 1)[0] ?? '');
}
