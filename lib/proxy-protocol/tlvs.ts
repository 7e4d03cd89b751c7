import { crc32c } from './crc32c.js';
import {
  CRC32C_BYTES,
  MAX_UNIQUE_ID_BYTES,
  SSL_FIXED_BYTES,
  SSL_TLV,
  TLV,
  type ProxyHeader,
  type ProxySsl,
  type ProxyTlv,
} from './header.js';
import { BrokenRule } from './rules.js';

const TLV_HEAD_BYTES = 3;

/** What the TLVs of a header say. */
export type Extensions = Pick<
  ProxyHeader,
  'alpn' | 'authority' | 'uniqueId' | 'ssl' | 'netns' | 'checksum' | 'tlvs'
>;

/**
 * Parses the TLVs of a whole header, and checks its checksum if it has one.
 * @param bytes the header @param start where its TLVs start
 * @throws {BrokenRule}
 */
export function parseTlvs(bytes: Buffer, start: number): Extensions {
  const known = new Map<number, Buffer>();
  const tlvs: ProxyTlv[] = [];
  for (const { type, value } of tlvsIn(bytes.subarray(start))) {
    if (type === TLV.noop) continue;
    if (!KNOWN.has(type)) {
      tlvs.push({ type, value: Uint8Array.from(value) });
      continue;
    }
    if (known.has(type)) throw new BrokenRule('v2_repeated_tlv');
    known.set(type, value);
  }
  const checksum = known.get(TLV.crc32c);
  if (checksum !== undefined) check(bytes, checksum);
  const uniqueId = known.get(TLV.uniqueId);
  if (uniqueId !== undefined && uniqueId.length > MAX_UNIQUE_ID_BYTES) throw new BrokenRule('v2_tlv_length');
  const ssl = known.get(TLV.ssl);
  return {
    alpn: copyOf(known.get(TLV.alpn)),
    authority: textOf(known.get(TLV.authority)),
    uniqueId: copyOf(uniqueId),
    ssl: ssl === undefined ? null : parseSsl(ssl),
    netns: textOf(known.get(TLV.netns)),
    checksum: checksum !== undefined,
    tlvs,
  };
}

const KNOWN: ReadonlySet<number> = new Set(Object.values(TLV));

function* tlvsIn(bytes: Buffer): Generator<{ readonly type: number; readonly value: Buffer }> {
  for (let at = 0; at < bytes.length;) {
    if (bytes.length - at < TLV_HEAD_BYTES) throw new BrokenRule('v2_tlv');
    const [type, valueAt] = [bytes.readUInt8(at), at + TLV_HEAD_BYTES];
    const end = valueAt + bytes.readUInt16BE(at + 1);
    if (end > bytes.length) throw new BrokenRule('v2_tlv');
    yield { type, value: bytes.subarray(valueAt, end) };
    at = end;
  }
}

/** @param checksum the field of the checksum, a part of the header */
function check(header: Buffer, checksum: Buffer): void {
  if (checksum.length !== CRC32C_BYTES) throw new BrokenRule('v2_tlv_length');
  const at = checksum.byteOffset - header.byteOffset;
  const zeroed = Buffer.from(header).fill(0, at, at + CRC32C_BYTES);
  if (crc32c(zeroed) !== checksum.readUInt32BE(0)) throw new BrokenRule('v2_checksum');
}

function parseSsl(value: Buffer): ProxySsl {
  if (value.length < SSL_FIXED_BYTES) throw new BrokenRule('v2_tlv_length');
  const known = new Map<number, Buffer>();
  for (const { type, value: own } of tlvsIn(value.subarray(SSL_FIXED_BYTES))) {
    if (SSL_KNOWN.has(type) && known.has(type)) throw new BrokenRule('v2_repeated_tlv');
    known.set(type, own);
  }
  return {
    client: value.readUInt8(0),
    verify: value.readUInt32BE(1),
    version: textOf(known.get(SSL_TLV.version)),
    commonName: textOf(known.get(SSL_TLV.commonName)),
    cipher: textOf(known.get(SSL_TLV.cipher)),
    signatureAlgorithm: textOf(known.get(SSL_TLV.signatureAlgorithm)),
    keyAlgorithm: textOf(known.get(SSL_TLV.keyAlgorithm)),
  };
}

const SSL_KNOWN: ReadonlySet<number> = new Set(Object.values(SSL_TLV));

/** A copy: the bytes of a socket are a small part of a large buffer, which they would keep. */
function copyOf(value: Buffer | undefined): Uint8Array | null {
  return value === undefined ? null : Uint8Array.from(value);
}

function textOf(value: Buffer | undefined): string | null {
  return value?.toString('utf8') ?? null;
}
