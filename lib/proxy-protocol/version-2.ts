import { ipv6Text } from '../protocol/ip-address.js';
import {
  ADDRESS_BYTES,
  BARE,
  COMMANDS,
  FAMILIES,
  MAX_V2_BYTES,
  TRANSPORTS,
  UNIX_PATH_BYTES,
  V2_FIXED_BYTES,
  V2_VERSION,
  type ProxyAddresses,
  type ProxyHeader,
  type ProxyTransport,
} from './header.js';
import { V2_SIGNATURE } from './signatures.js';
import { BrokenRule } from './rules.js';
import { parseTlvs, type Extensions } from './tlvs.js';

/**
 * Parses a header of version 2 at the start of bytes.
 * @returns the header and its length; null if more bytes have to come
 * @throws {BrokenRule}
 */
export function parseBlock(bytes: Buffer): { readonly header: ProxyHeader; readonly length: number } | null {
  const [versionAt, familyAt, lengthAt] = [
    V2_SIGNATURE.length,
    V2_SIGNATURE.length + 1,
    V2_SIGNATURE.length + 2,
  ];
  // Each field is judged when it is there, and in its order: so any cut of the same bytes breaks the same rule.
  if (bytes.length <= versionAt) return null;
  const versionAndCommand = bytes.readUInt8(versionAt);
  if (versionAndCommand >> 4 !== V2_VERSION) throw new BrokenRule('v2_version');
  const command = COMMANDS[versionAndCommand & 0xf];
  if (command === undefined) throw new BrokenRule('v2_command');
  if (bytes.length <= familyAt) return null;
  const familyAndTransport = bytes.readUInt8(familyAt);
  const family = FAMILIES[familyAndTransport >> 4];
  const transport = TRANSPORTS[familyAndTransport & 0xf];
  // The family of a LOCAL connection is to be ignored.
  if (command === 'proxy' && family === undefined) throw new BrokenRule('v2_family');
  if (command === 'proxy' && transport === undefined) throw new BrokenRule('v2_transport');
  if (bytes.length < V2_FIXED_BYTES) return null;
  const rest = bytes.readUInt16BE(lengthAt);
  if (rest > MAX_V2_BYTES) throw new BrokenRule('v2_length');
  const length = V2_FIXED_BYTES + rest;
  if (command === 'proxy' && rest < ADDRESS_BYTES[family ?? 'unspec']) throw new BrokenRule('v2_addresses');
  if (bytes.length < length) return null;
  if (command === 'local') return { header: { version: 2, command, addresses: null, ...BARE }, length };
  const whole = bytes.subarray(0, length);
  const addresses = addressesOf(family ?? 'unspec', transport ?? 'unspec', whole.subarray(V2_FIXED_BYTES));
  const extensions = extensionsOf(whole, family ?? 'unspec');
  return { header: { version: 2, command, addresses, ...extensions }, length };
}

function extensionsOf(whole: Buffer, family: (typeof FAMILIES)[number]): Extensions {
  try {
    return parseTlvs(whole, V2_FIXED_BYTES + ADDRESS_BYTES[family]);
  } catch (error) {
    // Behind an unknown family there can be addresses of a form that nobody knows: they are to be ignored.
    if (family === 'unspec' && error instanceof BrokenRule && error.rule === 'v2_tlv') return BARE;
    throw error;
  }
}

function addressesOf(
  family: (typeof FAMILIES)[number],
  transport: ProxyTransport | 'unspec',
  block: Buffer,
): ProxyAddresses | null {
  if (family === 'unspec' || transport === 'unspec') return null;
  if (family === 'unix') {
    return {
      family,
      transport,
      source: pathOf(block.subarray(0, UNIX_PATH_BYTES)),
      destination: pathOf(block.subarray(UNIX_PATH_BYTES, 2 * UNIX_PATH_BYTES)),
    };
  }
  const [bytes, text] = family === 'ipv4' ? [4, ipv4] : [16, ipv6];
  return {
    family,
    transport,
    source: { address: text(block.subarray(0, bytes)), port: block.readUInt16BE(2 * bytes) },
    destination: {
      address: text(block.subarray(bytes, 2 * bytes)),
      port: block.readUInt16BE(2 * bytes + 2),
    },
  };
}

function ipv4(bytes: Buffer): string {
  return bytes.join('.');
}

function ipv6(bytes: Buffer): string {
  return ipv6Text(Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at)));
}

function pathOf(bytes: Buffer): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return Uint8Array.from(bytes.subarray(0, end));
}
