import { createHash, getHashes, hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A hash function that a client may have used. */
export interface HashFunction {
  readonly name: string;
  readonly digest: (input: Uint8Array) => Buffer;
}

/** The hash function of the protocol. */
export const SHA256: HashFunction = { name: 'SHA-256', digest: plain('sha256') };

/** Names and Node's names of the plain hash functions besides SHA-256, most likely first. */
const OTHERS: readonly (readonly [name: string, algorithm: string])[] = [
  ['SHA-1', 'sha1'],
  ['MD5', 'md5'],
  ['SHA-512', 'sha512'],
  ['SHA-224', 'sha224'],
  ['SHA-384', 'sha384'],
  ['SHA3-256', 'sha3-256'],
  ['SHA-512/256', 'sha512-256'],
  ['SHA3-512', 'sha3-512'],
  ['BLAKE2b', 'blake2b512'],
  ['BLAKE2s', 'blake2s256'],
  ['SM3', 'sm3'],
  ['Keccak-256', 'keccak-256'],
  ['RIPEMD-160', 'ripemd160'],
  ['SHA3-224', 'sha3-224'],
  ['SHA3-384', 'sha3-384'],
  ['SHA-512/224', 'sha512-224'],
  ['MD5 and SHA-1', 'md5-sha1'],
];

// A FIPS build does not have all of them, and Keccak is new.
const available = new Set(getHashes().map((name) => name.toLowerCase()));

/** Whether this Node has a hash function. */
export function isAvailable(algorithm: string): boolean {
  return available.has(algorithm);
}

const found = OTHERS.filter(([, algorithm]) => isAvailable(algorithm));

/** The plain hash functions that HMAC is tried with. */
export const HMAC_ALGORITHMS: readonly (readonly [name: string, algorithm: string])[] = [
  ['SHA-256', 'sha256'],
  ...found.filter(([name]) => /^(?:SHA-(?:1|224|384|512)|MD5|SHA3-256|SM3)$/.test(name)),
];

/** The hash functions that a client may use by mistake, most likely first. */
export const OTHER_HASHES: readonly HashFunction[] = [
  ...found.slice(0, 3).map(named),
  { name: 'SHA-256 of the SHA-256', digest: (input) => SHA256.digest(SHA256.digest(input)) },
  { name: 'SHA-256 of the hex SHA-256', digest: (input) => SHA256.digest(hexOf(SHA256.digest(input))) },
  ...found.slice(3).map(named),
  ...(available.has('shake128')
    ? [
        { name: 'SHAKE128 (256 bits)', digest: extended('shake128') },
        { name: 'SHAKE256 (256 bits)', digest: extended('shake256') },
      ]
    : []),
  { name: 'CRC-32', digest: checkSum },
  ...nested(),
];

function named([name, algorithm]: readonly [string, string]): HashFunction {
  return { name, digest: plain(algorithm) };
}

/** Digests of digests. */
function nested(): HashFunction[] {
  const [sha1, md5] = [plain('sha1'), plain('md5')];
  const rows: HashFunction[] = [
    {
      name: 'SHA-256 of the upper-case hex SHA-256',
      digest: (input) => SHA256.digest(Buffer.from(SHA256.digest(input).toString('hex').toUpperCase())),
    },
    {
      name: 'SHA-256 of the base64 SHA-256',
      digest: (input) => SHA256.digest(Buffer.from(SHA256.digest(input).toString('base64'))),
    },
    {
      name: 'SHA-256 of the hex SHA-256 and a newline',
      digest: (input) => SHA256.digest(Buffer.from(`${SHA256.digest(input).toString('hex')}\n`)),
    },
    {
      name: 'SHA-256 of the SHA-256 of the SHA-256',
      digest: (input) => SHA256.digest(SHA256.digest(SHA256.digest(input))),
    },
  ];
  if (available.has('md5')) {
    rows.push(
      { name: 'SHA-256 of the hex MD5', digest: (input) => SHA256.digest(hexOf(md5(input))) },
      { name: 'SHA-256 of the MD5', digest: (input) => SHA256.digest(md5(input)) },
      { name: 'MD5 of the hex MD5', digest: (input) => md5(hexOf(md5(input))) },
      { name: 'MD5 of the hex SHA-256', digest: (input) => md5(hexOf(SHA256.digest(input))) },
    );
  }
  rows.push(
    { name: 'SHA-256 of the hex SHA-1', digest: (input) => SHA256.digest(hexOf(sha1(input))) },
    { name: 'SHA-256 of the SHA-1', digest: (input) => SHA256.digest(sha1(input)) },
    { name: 'SHA-1 of the SHA-1', digest: (input) => sha1(sha1(input)) },
    { name: 'SHA-1 of the hex SHA-256', digest: (input) => sha1(hexOf(SHA256.digest(input))) },
  );
  if (available.has('ripemd160')) {
    const ripemd = plain('ripemd160');
    rows.push({ name: 'RIPEMD-160 of the SHA-256', digest: (input) => ripemd(SHA256.digest(input)) });
  }
  return rows;
}

function hexOf(digest: Buffer): Buffer {
  return Buffer.from(digest.toString('hex'));
}

function plain(algorithm: string): HashFunction['digest'] {
  return (input) => hash(algorithm, input, 'buffer');
}

function extended(algorithm: string): HashFunction['digest'] {
  return (input) => createHash(algorithm, { outputLength: 32 }).update(input).digest();
}

function checkSum(input: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(input));
  return bytes;
}
