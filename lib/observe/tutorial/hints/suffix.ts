import type { WorkCommand } from '../../../protocol/commands.js';
import { hash } from 'node:crypto';
import { trailingZeroBits, workDigest } from '../../../protocol/digests.js';
import { foreignText } from './identities.js';
import { observe, valueAnswer } from './observations.js';
import { heldSuffix, suffixVariants } from './suffix-corrections.js';
import { searchSuffix } from './suffix-search.js';
import { leadingZeroBits, zeroBitsInDigits } from './zero-counts.js';
import type { Explanation, Hint, Mistake } from './hint.js';

/** The n_bits with which the tutorial can tell a mistake from chance. */
const ENOUGH_BITS = 20;
/** So many zero bits at the end of the right digest are hardly chance. */
const MIN_BITS_FOR_TOO_FEW = 12;
const MIN_BITS_FOR_DIGEST = 8;
/** With so many zero bits at its other end, a digest is worth a second look. */
const MIN_BITS_TO_NOTE = 10;

/** Explains a wrong suffix: its input, its hash function, and how the zeros were counted. */
export function explainSuffix(mistake: Mistake, command: WorkCommand): Explanation {
  const observed = observe(mistake) ?? digestInPlace(mistake, command);
  if (observed !== null) return { hints: [observed], notes: [] };
  const variants = suffixVariants(mistake, command);
  const held = heldSuffix(mistake, command, variants);
  if (held !== null) return { hints: held, notes: [] };
  const foreign = valueAnswer(command, mistake.line) ?? foreignText(mistake.line);
  if (foreign !== null) return { hints: [foreign], notes: [] };
  const searched = searchSuffix(mistake, command, variants);
  if (searched.hints.length > 0) return { hints: searched.hints, notes: [] };
  const few = tooFewBits(mistake, command);
  if (few.length > 0) return { hints: few, notes: [] };
  return { hints: [], notes: [...checks(mistake, command), ...luck(command, searched.doubtful)] };
}

/** What is true, without evidence for a cause. */
function checks({ token, line }: Mistake, { nBits }: WorkCommand): string[] {
  const digest = workDigest(token, line);
  const [zeroBits, leading] = [trailingZeroBits(digest), leadingZeroBits(digest)];
  const digits = zeroBitsInDigits(nBits);
  const notes: string[] = [];
  if (/^(?:[a-z]?[01]|[a-zA-Z!]|0{2,}|1{1,2})$/.test(line)) {
    notes.push(
      'This suffix is one that a search tries first. Check that its test can fail: that it compares numbers, not ' +
        'texts, that no operator binds first (in C and JavaScript == does before &), that a number of 256 bits is not ' +
        'rounded (JavaScript needs BigInt for it), and that n_bits is read to its last digit.',
    );
  }
  if (digits !== null && zeroBits >= digits && zeroBits < digits + 4) {
    notes.push(
      `Check what n_bits counts: the digest ends in ${zeroBits} zero bits, as it does when n_bits / 8 = ${digits / 4} zero hex ` +
        'digits are asked for. n_bits counts bits: a hex digit holds 4 of them, a byte 8.',
    );
  }
  if (leading >= Math.max(digits ?? 0, MIN_BITS_TO_NOTE)) {
    notes.push(
      `The digest begins with ${leading} zero bits. Check which end of it you test: ${nBits} of them have to stand at its end.`,
    );
  }
  return notes;
}

function luck({ nBits }: WorkCommand, doubtful: boolean): string[] {
  if (nBits < ENOUGH_BITS) {
    return [
      `With n_bits = ${nBits} chance alone can make one of many mistakes fit, so this tutorial names none. Run it with --n-bits ${ENOUGH_BITS}: ` +
        'then it can.',
    ];
  }
  return doubtful
    ? [
        `One mistake fits, but chance may explain it as well. Run it with --n-bits ${nBits + 4}: then it can be named.`,
      ]
    : [];
}

function digestInPlace({ line, token }: Mistake, { nBits }: WorkCommand): Hint | null {
  if (line.trim() === token) {
    return { found: 'This is the token itself.', instead: 'Send the suffix that you have found for it.' };
  }
  const hex = line.trim().replace(/^0x/, '');
  const isHex = /^(?:[0-9a-f]{2}){16,64}$/i.test(hex);
  // 32 bytes.
  if (!isHex && !/^[A-Za-z0-9+/_-]{43}=?$/.test(line.trim())) return null;
  const [bytes, encoding] = isHex
    ? [Buffer.from(hex, 'hex'), 'hex']
    : [Buffer.from(line, 'base64'), 'base64'];
  if (bytes.equals(hash('sha256', token, 'buffer'))) {
    return {
      found: 'This is the SHA-256 of the token, not a suffix.',
      instead: 'Search for a text that the token needs after it.',
    };
  }
  if (nBits < MIN_BITS_FOR_DIGEST || trailingZeroBits(bytes) < nBits) return null;
  return {
    found: `This is a digest in ${encoding}, not a suffix: it ends in enough zero bits itself.`,
    instead: 'Send the suffix that leads to this digest.',
  };
}

function tooFewBits({ token, line }: Mistake, { nBits }: WorkCommand): readonly Hint[] {
  const zeroBits = trailingZeroBits(workDigest(token, line));
  if (zeroBits < MIN_BITS_FOR_TOO_FEW) return [];
  const digits = zeroBitsInDigits(nBits) ?? Infinity;
  const unit =
    zeroBits >= digits && zeroBits < digits + 4 ? ' n_bits counts bits: a hex digit holds 4 of them.' : '';
  return [
    {
      found: `The digest ends in ${zeroBits} zero bits, ${nBits - zeroBits} too few: you hash the right thing, but stop too early.`,
      instead: `Go on until it ends in ${nBits} or more.${unit}`,
    },
  ];
}
