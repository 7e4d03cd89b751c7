import { getHashes, hash } from 'node:crypto';

/** A hash function that a client may have used. */
export interface HashFunction {
  readonly name: string;
  readonly digest: (input: Uint8Array) => Buffer;
}

/** The hash function of the protocol. */
export const SHA256: HashFunction = { name: 'SHA-256', digest: plain('sha256') };

const OTHERS: readonly (readonly [name: string, algorithm: string])[] = [
  ['SHA-1', 'sha1'],
  ['MD5', 'md5'],
  ['SHA-512', 'sha512'],
  ['SHA-224', 'sha224'],
  ['SHA-384', 'sha384'],
  ['SHA-512/256', 'sha512-256'],
  ['SHA3-256', 'sha3-256'],
  ['SHA3-512', 'sha3-512'],
  ['BLAKE2b', 'blake2b512'],
  ['BLAKE2s', 'blake2s256'],
  ['RIPEMD-160', 'ripemd160'],
];

// A FIPS build does not have all of them.
const available = new Set(getHashes().map((name) => name.toLowerCase()));

/** The hash functions that a client may use by mistake, most likely first. */
export const OTHER_HASHES: readonly HashFunction[] = [
  ...OTHERS.filter(([, algorithm]) => available.has(algorithm)).map(([name, algorithm]) => ({
    name,
    digest: plain(algorithm),
  })),
  { name: 'SHA-256 of the SHA-256', digest: (input) => SHA256.digest(SHA256.digest(input)) },
  {
    name: 'SHA-256 of the hex SHA-256',
    digest: (input) => SHA256.digest(Buffer.from(SHA256.digest(input).toString('hex'))),
  },
];

function plain(algorithm: string): HashFunction['digest'] {
  return (input) => hash(algorithm, input, 'buffer');
}
