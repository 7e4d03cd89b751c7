import type { WorkCommand } from '../../../protocol/commands.js';
import { SHA256 } from './hashes.js';
import { trialsOf, type Trial } from './suffix-trials.js';
import type { Variant } from './corrections.js';
import type { Hint, Mistake } from './hint.js';

/** What the search has found: hints with evidence, or else whether something fits that chance explains as well. */
export interface Searched {
  readonly hints: readonly Hint[];
  readonly doubtful: boolean;
}

/** The most digests for one wrong line. */
const MAX_DIGESTS = 50_000;
/** A fit by chance with at most this probability is taken as certain. With fewer bits, many more sessions meet chance. */
const SURE = 2 ** -9;
const SURE_OF_FEW_BITS = 2 ** -13;
const ENOUGH_BITS = 20;
/** A fit with more than this probability is nothing. */
const WORTHLESS = 2 ** -5;

/** Tries mistakes in the hash, its input and its zeros until one gives enough zero bits for it to be no chance. */
export function searchSuffix(mistake: Mistake, command: WorkCommand, variants: readonly Variant[]): Searched {
  const { nBits } = command;
  const sure = nBits < ENOUGH_BITS ? SURE_OF_FEW_BITS : SURE;
  const worthless = nBits < ENOUGH_BITS ? sure : WORTHLESS;
  // When so many tries have failed, no later one can be worth anything.
  const mostTries = worthless * 2 ** nBits;
  let tries = 0;
  let digests = 0;
  let best: { trial: Trial; chance: number } | null = null;
  for (const level of [1, 2] as const) {
    for (const trial of trialsOf(mistake, command, variants, level)) {
      if (digests >= MAX_DIGESTS || tries > mostTries) break;
      digests += 1;
      let digest: Buffer | null = null;
      for (const count of trial.counts) {
        const needed = count.needed(nBits);
        if (needed === null) continue;
        tries += 1;
        const chance = tries * 2 ** -(count.evidence?.(nBits) ?? needed);
        if (chance > (best?.chance ?? worthless)) continue;
        digest ??= trial.digest();
        const zeros = count.measure(digest);
        if (zeros >= needed && zeros < (count.below?.(nBits) ?? Infinity))
          best = { trial: { ...trial, counts: [count] }, chance };
      }
    }
    if (best !== null && best.chance <= sure) return { hints: told(best.trial), doubtful: false };
  }
  return { hints: [], doubtful: best !== null };
}

function told({ corrections, neighbour, counts, hash, formula, what, fixes }: Trial): readonly Hint[] {
  const count = counts[0];
  const rightCount = count === undefined || count.mistakes === 0;
  const right = hash === SHA256 && fixes.length === 0 && what === null;
  const hints = [...corrections, ...(neighbour === null ? [] : [neighbour])];
  if (rightCount && right) return hints;
  const subject = hints.length === 0 ? 'Your suffix' : corrections.length > 0 ? 'The rest' : 'It';
  const over = what ?? `${hash.name} of ${formula}`;
  const found = rightCount
    ? `${subject} gives enough zero bits in the ${over}.`
    : `${subject} ${count.found}${right ? '' : `, by the ${over}`}.`;
  const all = [rightCount ? '' : count.fix, hash === SHA256 ? '' : 'Use SHA-256.', ...fixes];
  return [...hints, { found, instead: all.filter((fix) => fix !== '').join(' ') }];
}
