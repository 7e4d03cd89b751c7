import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A client with a mistake in its proof of work. */
export interface SuffixMistake {
  readonly name: string;
  /** What the client hashes for a suffix. */
  readonly digest: (token: string, suffix: string, nBits: number) => Buffer;
  /** When it is content; by default with a digest that ends in n_bits zero bits. */
  readonly isEnough: (digest: Buffer, nBits: number) => boolean;
  /** The suffix that it tries as its number n. */
  readonly suffix: (n: number) => string;
  /** What it sends for the suffix that it has found. */
  readonly line: (suffix: string, token: string, digest: Buffer) => string;
  /** The number with which it is content first, with the tutorial's token and 20 bits. */
  readonly first: number;
  /** What the hints must say. */
  readonly says: RegExp;
}

export type Given = Pick<SuffixMistake, 'name' | 'first' | 'says'> & Partial<SuffixMistake>;

export const sha256 = (...parts: readonly (string | Uint8Array)[]): Buffer => of('sha256', ...parts);
export const of = (algorithm: string, ...parts: readonly (string | Uint8Array)[]): Buffer => {
  const made = createHash(algorithm);
  for (const part of parts) made.update(part);
  return made.digest();
};
export const reversed = (bytes: Buffer): Buffer => Buffer.from(bytes).reverse();
export const leading = (digest: Buffer): number => {
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.indexOf('1');
};
export const inverted = (digest: Buffer): Buffer => Buffer.from(digest.map((byte) => ~byte));
export const decimal = String;
export const u64 = (suffix: string, little = false): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(suffix));
  return little ? reversed(bytes) : bytes;
};
export const plusOne = (suffix: string): string =>
  suffix.replace(/\d+/, (digits) => String(Number(digits) + 1));
export const minusOne = (suffix: string): string =>
  suffix.replace(/\d+/, (digits) => String(Number(digits) - 1));
export const crc = (text: string): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes;
};

export function bitsOf(digest: Buffer): string {
  return Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
}
