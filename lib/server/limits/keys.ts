import { groupsOf, plainAddress } from '../accept/address.js';

/** The number of 16-bit groups that name an IPv6 network: one customer gets at least a /64, and can use every address in it. */
const NETWORK_GROUPS = 4;

/** Returns the key by which an address is limited: IPv4 by itself, IPv6 by its /64 network. */
export function addressKey(address: string): string {
  const plain = plainAddress(address);
  const network = groupsOf(plain)?.slice(0, NETWORK_GROUPS);
  if (network === undefined) return plain;
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}
