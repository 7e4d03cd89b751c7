import type { WorkCommand } from '../../../protocol/commands.js';
import { trailingZeroBits, workDigest } from '../../../protocol/digests.js';
import { OTHER_HASHES, SHA256, type HashFunction } from './hashes.js';
import { observe } from './observations.js';
import {
  COMMON_CORRECTIONS,
  cutting,
  echoCorrection,
  LABEL,
  TRAILING_SPACE,
  variantsOf,
  type Correction,
} from './corrections.js';
import { suffixInputs } from './suffix-inputs.js';
import { ZERO_COUNTS, type ZeroCount } from './zero-counts.js';
import type { Hint, Mistake } from './hint.js';
import type { HashInput } from './inputs.js';

/** A set of mistakes that may explain the suffix. */
interface Trial {
  readonly corrections: readonly Hint[];
  readonly input: HashInput;
  readonly hash: HashFunction;
  readonly count: ZeroCount;
  readonly digest: Buffer;
}

/** An explanation that fits by chance with at most this probability is taken as certain. */
const SURE = 0.01;
/** An explanation that fits by chance with more than this probability is not shown. */
const WORTHLESS = 0.2;
const MIN_BITS_FOR_TOO_FEW = 8;

/** Explains a wrong suffix: its input, its hash function, and how the zeros were counted. Returns no hints when no try fits. */
export function suffixHints(mistake: Mistake, command: WorkCommand): readonly Hint[] {
  const observed = observe(mistake) ?? digestInPlace(mistake.line, command.nBits);
  if (observed !== null) return [observed];
  return triedHints(mistake, command) ?? tooFewBits(mistake, command);
}

function triedHints(mistake: Mistake, command: WorkCommand): readonly Hint[] | null {
  let tries = 0;
  let best: { trial: Trial; needed: number; chance: number } | null = null;
  for (const mistakes of [1, 2]) {
    for (const trial of trials(mistake, command, mistakes)) {
      const needed = trial.count.needed(command.nBits);
      if (needed === null) continue;
      tries += 1;
      const chance = tries * 2 ** -needed;
      if (chance > (best?.chance ?? WORTHLESS)) continue;
      const zeros = trial.count.measure(trial.digest);
      const below = trial.count.below?.(command.nBits) ?? Infinity;
      if (zeros >= needed && zeros < below) best = { trial, needed, chance };
    }
    if (best !== null && best.chance <= SURE) break;
  }
  return best === null ? null : explain(best.trial, best.chance > SURE ? best.needed : null);
}

/** Yields all trials with this number of mistakes, most likely first: the fewer tries before a fit, the less likely is chance. */
function* trials(mistake: Mistake, command: WorkCommand, mistakes: number): Generator<Trial> {
  // Corrected lines first: if the token was sent with the suffix, an input without the token would fit too, but explain it wrongly.
  const variants = variantsOf(mistake.line, suffixCorrections(mistake, command)).reverse();
  for (const { line, hints: corrections } of variants) {
    const left = mistakes - corrections.length;
    if (left < 0) continue;
    const inputs = suffixInputs(command, mistake.token, line, mistake.past);
    for (const hash of [SHA256, ...OTHER_HASHES]) {
      for (const input of inputs) {
        let digest: Buffer | null = null;
        for (const count of ZERO_COUNTS) {
          const taken = (hash === SHA256 ? 0 : 1) + input.fixes.length + count.mistakes;
          if (taken !== left) continue;
          digest ??= hash.digest(input.bytes);
          yield { corrections, input, hash, count, digest };
        }
      }
    }
  }
}

function explain({ corrections, input, hash, count }: Trial, bits: number | null): readonly Hint[] {
  const otherHash = hash !== SHA256;
  if (!otherHash && count.mistakes === 0 && input.fixes.length === 0) return corrections;
  const subject = corrections.length === 0 ? 'Your suffix' : 'The rest';
  const over = `${hash.name} of ${input.formula}`;
  const found =
    count.mistakes === 0
      ? `${subject} gives enough zero bits in the ${over}.`
      : `${subject} ${count.found}${otherHash || input.fixes.length > 0 ? `, by the ${over}` : ''}.`;
  const fixes = [count.fix, otherHash ? 'Use SHA-256.' : '', ...input.fixes].filter((fix) => fix !== '');
  if (bits !== null) fixes.push(`(Only ${bits} bits match, which may be chance: try again to be sure.)`);
  return [...corrections, { found, instead: fixes.join(' ') }];
}

function suffixCorrections({ token }: Mistake, command: WorkCommand): readonly Correction[] {
  const tokenSent: Correction = {
    hint: { found: 'The token was sent before the suffix.', instead: 'Send the suffix alone.' },
    apply: (line) => (line.startsWith(token) ? line.slice(token.length).replace(/^[ :]/, '') : null),
  };
  const moreSent = cutting(
    /^([^ ]+) .+$/s,
    'Something followed the suffix on its line.',
    'Send the suffix alone, then the LF.',
  );
  return [...COMMON_CORRECTIONS, TRAILING_SPACE, echoCorrection(command), LABEL, tokenSent, moreSent];
}

function digestInPlace(line: string, nBits: number): Hint | null {
  const hex = line.trim();
  if (!/^(?:[0-9a-f]{2}){16,64}$/i.test(hex) || nBits < MIN_BITS_FOR_TOO_FEW) return null;
  if (trailingZeroBits(Buffer.from(hex, 'hex')) < nBits) return null;
  return {
    found: 'This is a digest in hex, not a suffix: it ends in enough zero bits itself.',
    instead: 'Send the suffix that leads to this digest.',
  };
}

function tooFewBits({ token, line }: Mistake, { nBits }: WorkCommand): readonly Hint[] {
  const zeroBits = trailingZeroBits(workDigest(token, line));
  if (zeroBits < MIN_BITS_FOR_TOO_FEW) return [];
  return [
    {
      found: `The digest ends in ${zeroBits} zero bits, ${nBits - zeroBits} too few: you hash the right thing, but stop too early.`,
      instead: `Go on until it ends in ${nBits} or more.`,
    },
  ];
}
