import { createHash, type Hash } from 'node:crypto';
import { endsInZeros, sha256 } from '../client.js';
import { answering, playing, type Mistake } from '../mistake.js';
import { search, type Rule } from '../search.js';

const LEADING = /leading|begins with|at the (start|front)|first bits|instead of ending/i;
const LITTLE = /little.endian|reverse|byte order/i;
const ROUNDED = /rounded down|whole (hex )?(digits|bytes)|remaining bits/i;
const TOO_FEW = /too (few|early)|one (zero )?bit/i;
const UNITS = /hex digits|bytes|n_bits \/|hold/i;
/** No fit can tell this; the truth is all that is asked for. */
const NONE = /none of|tried|fewer than/i;

const row = (
  id: string,
  named: RegExp,
  accepts: Exclude<Rule['accepts'], undefined>,
  nBits: number,
): Mistake =>
  answering(
    `work.${id}`,
    'WORK',
    named,
    { work: (client) => `${search(id, { accepts }, client.token, client.nBits).suffix}\n` },
    { nBits },
  );

const number = (digest: Buffer): bigint => BigInt(`0x${digest.toString('hex')}`);
const reversed = (digest: Buffer): Buffer => Buffer.from(digest).reverse();
const startsInZeros = (digest: Buffer, bits: number): boolean => number(digest) >> BigInt(256 - bits) === 0n;
const startsInZeroDigits = (digest: Buffer, digits: number): boolean =>
  digest.toString('hex').startsWith('0'.repeat(digits));
const exactly = (digest: Buffer, bits: number): boolean =>
  endsInZeros(digest, bits) && !endsInZeros(digest, bits + 1);
/** Counts each byte from its highest bit. */
const bitsOf = (byte: number): string => byte.toString(2).padStart(8, '0');
const mirrored = (byte: number): string => bitsOf(byte).split('').reverse().join('');

const rules: readonly Mistake[] = [
  row('leading-20', LEADING, startsInZeros, 20),
  row('leading-22', LEADING, startsInZeros, 22),
  row('leading-digits-21', LEADING, (d, n) => startsInZeroDigits(d, Math.floor(n / 4)), 21),
  row('leading-bitcoin', LEADING, (d, n) => number(d) < 1n << BigInt(256 - n), 20),
  row(
    'leading-of-java-bitset',
    // Read as little-endian, it is the same.
    /leading|begins|little/i,
    (d, n) => d[0] === 0 && [...d].map(mirrored).join('').startsWith('0'.repeat(n)),
    20,
  ),
  row('trailing-digits-22', ROUNDED, (d, n) => exactly(d, 4 * Math.floor(n / 4)), 22),
  row('trailing-digits-23', ROUNDED, (d, n) => exactly(d, 4 * Math.floor(n / 4) + 1), 23),
  row('trailing-bytes-23', ROUNDED, (d, n) => exactly(d, 8 * Math.floor(n / 8)), 23),
  row('one-too-few-20', TOO_FEW, (d, n) => exactly(d, n - 1), 20),
  row('one-too-few-16', TOO_FEW, (d, n) => exactly(d, n - 1), 16),
  row('fixed-20-of-24', TOO_FEW, (d) => exactly(d, 20), 24),
  row('fixed-16-of-22', /too (few|early)|rounded|whole/i, (d) => exactly(d, 16), 22),
  row('little-endian', LITTLE, (d, n) => endsInZeros(reversed(d), n), 20),
  row('little-endian-words', LITTLE, (d, n) => endsInZeros(Buffer.from(d).swap32(), n), 20),
  row('little-endian-long', LITTLE, (d, n) => endsInZeros(Buffer.from(d).swap64(), n), 20),
  row(
    'from-the-top-of-the-last',
    /from the top|highest|most significant|counted/i,
    (d, n) => d.at(-1) === 0 && [...reversed(d)].map(bitsOf).join('').startsWith('0'.repeat(n)),
    20,
  ),
  row('digits-of-an-eighth', UNITS, (d, n) => exactly(d, 4 * Math.floor(n / 8)), 24),
  row('leading-digits-of-an-eighth', /begins|leading/i, (d, n) => startsInZeroDigits(d, n >> 3), 24),
  row('zeros-anywhere', NONE, (d, n) => number(d).toString(2).includes('0'.repeat(n)), 12),
  row('count-of-zero-digits', NONE, (d, n) => (d.toString('hex').match(/0/g) ?? []).length >= n / 2, 20),
  row('xor-for-power', /divisible|\^|power|none of|tried/i, (d, n) => number(d) % BigInt(2 ^ n) === 0n, 20),
  row('modulo-n-bits', /divisible|multiple|none of|tried/i, (d, n) => number(d) % BigInt(n) === 0n, 20),
  row('mask-n-bits', /mask|none of|tried/i, (d, n) => ((d.at(-1) ?? 0) & n) === 0, 20),
  row('float-precision', /precision|float|none of|tried/i, () => true, 20),
  row('first-four-bytes-little', /little|begins|leading/i, (d, n) => d.readUInt32LE(0) % 2 ** n === 0, 20),
  row(
    'first-word-trailing',
    /first (32|64)|word|begins|leading|bytes/i,
    (d, n) => d.readUInt32BE(0) % 2 ** n === 0,
    20,
  ),
  row(
    'middle-of-hex-halves',
    /half|first|SHA|none of|tried/i,
    (d, n) => endsInZeros(d.subarray(0, 16), n),
    20,
  ),
  row(
    'ones-instead-of-zeros',
    /one bits|ones|none of|tried/i,
    (d, n) => endsInZeros(Buffer.from(d.map((b) => ~b)), n),
    20,
  ),
  row('last-digit-of-n-bits', /fewer|too few|n_bits/i, (d) => exactly(d, 0), 20),
  row(
    'decimal-zeros',
    /decimal|none of|tried/i,
    (d, n) =>
      number(d)
        .toString()
        .endsWith('0'.repeat(n >> 2)),
    20,
  ),
];

/** One hash object that is never begun anew: each try adds to it. */
function accumulated(token: string, nBits: number): string {
  const running: Hash = createHash('sha256').update(token);
  for (let n = 0; ; n++) {
    running.update(String(n));
    const fits = endsInZeros(running.copy().digest(), nBits);
    if (fits && !endsInZeros(sha256(`${token}${n}`), nBits)) return String(n);
  }
}

const waits = { args: ['--other-timeout', '1', '--work-timeout', '1'] };

export const WORK_COUNTS: readonly Mistake[] = [
  ...rules,
  answering(
    'work.hash-never-reset',
    'WORK',
    /accumul|reset|anew|earlier tries|none of|tried/i,
    {
      work: ({ token, nBits }) => `${accumulated(token, nBits)}\n`,
    },
    { nBits: 12 },
  ),
  playing(
    'work.hex-digits-for-bits',
    'WORK',
    /hex digits|bytes/i,
    async (client) => {
      await client.upTo('WORK');
      await client.rest();
    },
    { ...waits, nBits: 20, checklist: true },
  ),
  answering('work.no-work-at-all', 'WORK', NONE, { work: () => '0\n' }, { nBits: 20 }),
  answering(
    'work.documented-suffix-22-of-24',
    'WORK',
    /too (few|early)|fewer/i,
    { work: () => 'n3032842\n' },
    { nBits: 24 },
  ),
];
