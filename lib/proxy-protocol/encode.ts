import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { ipv4Bytes, ipv6Groups } from '../protocol/ip-address.js';
import { crc32c } from './crc32c.js';
import {
  BARE,
  COMMANDS,
  CRC32C_BYTES,
  FAMILIES,
  MAX_UNIQUE_ID_BYTES,
  MAX_V2_BYTES,
  SSL_TLV,
  TLV,
  TRANSPORTS,
  UNIX_PATH_BYTES,
  V2_VERSION,
  type ProxyAddresses,
  type ProxyEndpoint,
  type ProxyHeader,
  type ProxySsl,
} from './header.js';
import { V2_SIGNATURE } from './signatures.js';

/** A header to send: what is left out is not sent. */
export type ProxyHeaderToSend = Pick<ProxyHeader, 'version' | 'command' | 'addresses'> &
  Partial<Omit<ProxyHeader, 'version' | 'command' | 'addresses'>>;

const MAX_PORT = 65_535;

/**
 * Returns the bytes of a header. Version 1 has no LOCAL and no TLVs; without addresses of TCP, its line says UNKNOWN.
 * @throws {ConfigError} `invalid_option`: an address, a port or a length breaks a rule of the protocol, or one of this library's limits
 */
export function encodeProxyHeader(header: ProxyHeaderToSend): Buffer {
  return header.version === 1 ? encodeLine(header.addresses) : encodeBlock({ ...BARE, ...header });
}

function encodeLine(addresses: ProxyAddresses | null): Buffer {
  if (addresses === null || addresses.family === 'unix' || addresses.transport !== 'stream') {
    return Buffer.from('PROXY UNKNOWN\r\n', 'latin1');
  }
  const { family, source, destination } = addresses;
  for (const { address, port } of [source, destination]) {
    addressBytes(family, address);
    checkPort(port);
  }
  const protocol = family === 'ipv4' ? 'TCP4' : 'TCP6';
  return Buffer.from(
    `PROXY ${protocol} ${source.address} ${destination.address} ${source.port} ${destination.port}\r\n`,
    'latin1',
  );
}

function encodeBlock(header: ProxyHeader): Buffer {
  const { command, addresses, checksum } = header;
  const family = FAMILIES.indexOf(addresses?.family ?? 'unspec');
  const transport = TRANSPORTS.indexOf(addresses?.transport ?? 'unspec');
  const tlvs = tlvsOf(header);
  const rest = Buffer.concat([addresses === null ? Buffer.alloc(0) : blockOf(addresses), ...tlvs]);
  if (rest.length > MAX_V2_BYTES) throw invalid('header', 'bytes', `at most 16 + ${MAX_V2_BYTES} bytes long`);
  const bytes = Buffer.concat([
    Buffer.from(V2_SIGNATURE),
    Buffer.from([(V2_VERSION << 4) | COMMANDS.indexOf(command), (family << 4) | transport]),
    uint(rest.length, 2),
    rest,
  ]);
  // The checksum is the last TLV, and was zero up to here.
  if (checksum) bytes.writeUInt32BE(crc32c(bytes), bytes.length - CRC32C_BYTES);
  return bytes;
}

function tlvsOf({ alpn, authority, uniqueId, ssl, netns, tlvs, checksum }: ProxyHeader): Buffer[] {
  if (uniqueId !== null && uniqueId.length > MAX_UNIQUE_ID_BYTES) {
    throw invalid('unique id', `of ${uniqueId.length} bytes`, `at most ${MAX_UNIQUE_ID_BYTES} bytes long`);
  }
  return [
    ...(alpn === null ? [] : [tlv(TLV.alpn, alpn)]),
    ...textTlv(TLV.authority, authority),
    ...(uniqueId === null ? [] : [tlv(TLV.uniqueId, uniqueId)]),
    ...(ssl === null ? [] : [tlv(TLV.ssl, sslValue(ssl))]),
    ...textTlv(TLV.netns, netns),
    ...tlvs.map(({ type, value }) => tlv(type, value)),
    ...(checksum ? [tlv(TLV.crc32c, Buffer.alloc(CRC32C_BYTES))] : []),
  ];
}

function sslValue(ssl: ProxySsl): Buffer {
  const names = Object.entries(SSL_TLV) as [keyof typeof SSL_TLV, number][];
  return Buffer.concat([
    uint(ssl.client, 1),
    uint(ssl.verify, 4),
    ...names.flatMap(([name, type]) => textTlv(type, ssl[name])),
  ]);
}

function textTlv(type: number, text: string | null): Buffer[] {
  return text === null ? [] : [tlv(type, Buffer.from(text, 'utf8'))];
}

function tlv(type: number, value: Uint8Array): Buffer {
  if (value.length > MAX_V2_BYTES)
    throw invalid('TLV', `of ${value.length} bytes`, 'shorter than the header');
  return Buffer.concat([uint(type, 1), uint(value.length, 2), value]);
}

function blockOf(addresses: ProxyAddresses): Buffer {
  if (addresses.family === 'unix') {
    return Buffer.concat([pathBytes(addresses.source), pathBytes(addresses.destination)]);
  }
  const { family, source, destination } = addresses;
  const ends: readonly ProxyEndpoint[] = [source, destination];
  return Buffer.concat([
    ...ends.map(({ address }) => addressBytes(family, address)),
    ...ends.map(({ port }) => uint(checkPort(port), 2)),
  ]);
}

function pathBytes(path: Uint8Array): Buffer {
  if (path.length > UNIX_PATH_BYTES) {
    throw invalid('path', `of ${path.length} bytes`, `at most ${UNIX_PATH_BYTES} bytes long`);
  }
  return Buffer.concat([path], UNIX_PATH_BYTES);
}

function addressBytes(family: 'ipv4' | 'ipv6', address: string): Buffer {
  if (family === 'ipv4') {
    const bytes = ipv4Bytes(address);
    if (bytes === null) throw invalid('address', address, 'an IPv4 address');
    return Buffer.from(bytes);
  }
  const groups = ipv6Groups(address);
  if (groups === null) throw invalid('address', address, 'an IPv6 address');
  return Buffer.concat(groups.map((group) => uint(group, 2)));
}

function checkPort(port: number): number {
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    throw invalid('port', String(port), `an integer from 0 to ${MAX_PORT}`);
  }
  return port;
}

function uint(value: number, bytes: 1 | 2 | 4): Buffer {
  if (!Number.isInteger(value) || value < 0 || value >= 256 ** bytes) {
    throw invalid('number', String(value), `an integer from 0 to ${256 ** bytes - 1}`);
  }
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

function invalid(what: string, value: string, rule: string): ConfigError {
  return new ConfigError('invalid_option', `PROXY ${what} ${escapeText(value)}: must be ${rule}`);
}
