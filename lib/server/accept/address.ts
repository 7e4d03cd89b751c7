import { isIPv4 } from 'node:net';

const MAPPED = /^::ffff:(.+)$/i;

/** Returns an IPv4 address that a dual-stack socket shows as IPv6 (`::ffff:192.0.2.7`) as IPv4, and any other address as it is. */
export function plainAddress(address: string): string {
  const [, mapped = ''] = MAPPED.exec(address) ?? [];
  return isIPv4(mapped) ? mapped : address;
}
