import { ipv4Bytes, ipv6Groups, isMapped } from '../protocol/ip-address.js';

/** Clients of a unix socket, in a list of networks. */
export const UNIX = 'unix';

/** The addresses that share their first bits. */
interface Network {
  /** 4 bytes, or 16. */
  readonly bytes: readonly number[];
  /** How many bits count. */
  readonly bits: number;
}

export const NETWORK_RULE = `an address, a network such as 10.0.0.0/8 or 2001:db8::/32 with zeros behind its prefix, or ${UNIX}`;

/** Returns whether a text is an address or a network of IPv4 or IPv6, or `unix`. */
export function isNetwork(text: string): boolean {
  return text === UNIX || parseNetwork(text) !== null;
}

/** A list of networks to look addresses up in. */
export class Networks {
  /** Whether the list has clients of a unix socket. */
  readonly hasUnix: boolean;
  readonly #networks: readonly Network[];

  /** @param texts each satisfies `isNetwork` */
  constructor(texts: readonly string[]) {
    this.hasUnix = texts.includes(UNIX);
    this.#networks = texts.flatMap((text) => parseNetwork(text) ?? []);
  }

  /** Returns whether the list has an address. An IPv4-mapped one is looked up as IPv4, and the zone of a link-local one is ignored. */
  has(address: string): boolean {
    const bytes = addressBytes(address.split('%', 1)[0] ?? '');
    return bytes !== null && this.#networks.some((network) => isIn(network, bytes));
  }
}

function parseNetwork(text: string): Network | null {
  const [address = '', prefix, ...more] = text.split('/');
  const bytes = addressBytes(address);
  if (bytes === null || more.length > 0) return null;
  const all = 8 * bytes.length;
  if (prefix === undefined) return { bytes, bits: all };
  if (!/^(?:0|[1-9]\d{0,2})$/.test(prefix)) return null;
  // The prefix of a mapped network counts the 96 bits that say that it is mapped.
  const bits = Number(prefix) - (address.includes(':') && bytes.length === 4 ? 96 : 0);
  return bits < 0 || bits > all || hasBitsBehind(bytes, bits) ? null : { bytes, bits };
}

function addressBytes(address: string): readonly number[] | null {
  const groups = ipv6Groups(address);
  if (groups === null) return ipv4Bytes(address);
  const bytes = groups.flatMap((group) => [group >> 8, group & 0xff]);
  return isMapped(groups) ? bytes.slice(-4) : bytes;
}

function isIn({ bytes, bits }: Network, address: readonly number[]): boolean {
  return (
    address.length === bytes.length &&
    bytes.every((byte, at) => (byte & maskOf(bits, at)) === ((address[at] ?? 0) & maskOf(bits, at)))
  );
}

function hasBitsBehind(bytes: readonly number[], bits: number): boolean {
  return bytes.some((byte, at) => (byte & maskOf(bits, at)) !== byte);
}

/** Returns which bits of a byte count. */
function maskOf(bits: number, at: number): number {
  const own = Math.min(8, Math.max(0, bits - 8 * at));
  return 0xff & (0xff << (8 - own));
}
