import type { WorkCommand } from '../../../protocol/commands.js';
import { trailingZeroBits, workDigest } from '../../../protocol/digests.js';
import {
  COMMON_CORRECTIONS,
  cutting,
  echoCorrection,
  LABEL,
  TRAILING_SPACE,
  variantsOf,
  type Correction,
  type Variant,
} from './corrections.js';
import { fragmentsOf } from './fragments.js';
import type { Hint, Mistake } from './hint.js';

/** What is tried first shows in the line, as quotes do. So less evidence is enough than for a hash of something else: 6 bits. */
const SHOWN_CHANCE = 2 ** -6;
const BARE = /^[A-Za-z0-9_+/=.-]*$/;

/** Returns the corrected lines, fewest corrections first, without the line itself. */
export function suffixVariants(mistake: Mistake, command: WorkCommand): Variant[] {
  return variantsOf(mistake.line, suffixCorrections(mistake, command)).slice(1);
}

/** Explains a line that holds a right suffix and something else. Returns null when it does not. */
export function heldSuffix(
  mistake: Mistake,
  command: WorkCommand,
  variants: readonly Variant[],
): readonly Hint[] | null {
  const { line, token } = mistake;
  const fragments = BARE.test(line) ? [] : fragmentsOf(line);
  const found = fragments.map(({ text, found }) => ({
    line: text,
    hints: [{ found, instead: 'Send the suffix alone, then the LF.' }],
  }));
  const candidates = [...variants, ...found];
  if (candidates.length * 2 ** -command.nBits > SHOWN_CHANCE) return null;
  const right = candidates.find(
    (candidate) => trailingZeroBits(workDigest(token, candidate.line)) >= command.nBits,
  );
  return right?.hints ?? null;
}

function suffixCorrections({ token }: Mistake, command: WorkCommand): readonly Correction[] {
  const tokenSent: Correction = {
    hint: { found: 'The token was sent before the suffix.', instead: 'Send the suffix alone.' },
    apply: (line) => (line.startsWith(token) ? line.slice(token.length).replace(/^[ :,;|+-]/, '') : null),
  };
  const tokenAfter: Correction = {
    hint: { found: 'The token was sent after the suffix.', instead: 'Send the suffix alone.' },
    apply: (line) => (line.endsWith(token) ? line.slice(0, -token.length).replace(/[ :,;|+-]$/, '') : null),
  };
  const moreSent = cutting(
    /^([^ ]+) .+$/s,
    'Something followed the suffix on its line.',
    'Send the suffix alone, then the LF.',
  );
  return [
    ...COMMON_CORRECTIONS,
    TRAILING_SPACE,
    echoCorrection(command),
    LABEL,
    tokenSent,
    tokenAfter,
    moreSent,
  ];
}
