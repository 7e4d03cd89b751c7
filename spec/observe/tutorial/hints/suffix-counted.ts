import { trailingZeroBits } from '../../../../lib/protocol/digests.js';
import { reversed, leading, inverted, bitsOf, type Given } from './suffix-mistake.js';

/** Mistakes in how zeros are counted. */
export const COUNTED: readonly Given[] = [
  {
    name: 'leading zeros',
    isEnough: (d, n) => leading(d) >= n,
    first: 4861006,
    says: /begins with enough zero bits/,
  },
  {
    name: 'only whole bytes',
    isEnough: (d, n) => trailingZeroBits(d) >= 8 * Math.floor(n / 8),
    first: 24501,
    says: /whole bytes/,
  },
  {
    name: 'one bit too few',
    isEnough: (d, n) => trailingZeroBits(d) >= n - 1,
    first: 46342,
    says: /one zero bit too few/,
  },
  {
    name: 'bits of a byte from the top',
    isEnough: (d, n) => leading(Buffer.from(reversed(d))) >= n,
    first: 3222490,
    says: /counted from the top/,
  },
  {
    name: 'little-endian number',
    isEnough: (d, n) => trailingZeroBits(reversed(d)) >= n,
    first: 132194,
    says: /little-endian number/,
  },
  {
    name: 'little-endian words of 32 bits',
    isEnough: (d, n) => trailingZeroBits(Buffer.from(d).swap32()) >= n,
    first: 38343,
    says: /last 32-bit word/,
  },
  {
    name: 'the first 32 bits',
    isEnough: (d, n) => trailingZeroBits(d.subarray(0, 4)) >= n,
    first: 871118,
    says: /first 32 bits/,
  },
  {
    name: 'the first 64 bits',
    isEnough: (d, n) => trailingZeroBits(d.subarray(0, 8)) >= n,
    first: 1315257,
    says: /first 64 bits/,
  },
  {
    name: 'one bits at the end',
    isEnough: (d, n) => trailingZeroBits(inverted(d)) >= n,
    first: 420990,
    says: /ends in enough one bits/,
  },
  {
    name: 'one bits at the beginning',
    isEnough: (d, n) => leading(inverted(d)) >= n,
    first: 505362,
    says: /begins with enough one bits/,
  },
  {
    name: 'zero bits anywhere',
    isEnough: (d, n) => bitsOf(d).includes('0'.repeat(n)),
    first: 7587,
    says: /in a row/,
  },
];
