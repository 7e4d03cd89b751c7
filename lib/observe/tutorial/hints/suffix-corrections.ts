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
const WHOLE_NUMBER = 'Send the characters that you have hashed: the digits alone.';

/** Other ways to write the suffix, or the number that it is. */
const RESPELLINGS: readonly Correction[] = [
  cutting(
    /^(\d+)\.0*$/,
    'The number of the suffix was written with a decimal point, as a float.',
    WHOLE_NUMBER,
  ),
  {
    hint: {
      found: 'The number of the suffix was written with an exponent, as a float.',
      instead: WHOLE_NUMBER,
    },
    apply: (line) => {
      const number = /^\d(?:\.\d{1,15})?e\+?\d{1,2}$/i.test(line) ? Number(line) : NaN;
      return Number.isSafeInteger(number) ? String(number) : null;
    },
  },
  {
    hint: { found: 'The digits of the suffix were written in groups of three.', instead: WHOLE_NUMBER },
    apply: (line) => (/^\d{1,3}(?:[,.'_ \u00a0\u202f]\d{3})+$/.test(line) ? line.replace(/\D/g, '') : null),
  },
  cutting(/^(.+)\1$/s, 'The suffix was sent twice in one line.', 'Send it once.'),
  {
    hint: {
      found: 'The line is a list of numbers: the bytes of the suffix.',
      instead: 'Send its characters.',
    },
    apply: (line) => {
      const numbers = /^\d{1,3}(?:,? ?\d{2,3})*$/.test(line) ? (line.match(/\d+/g) ?? []).map(Number) : [];
      const isText = numbers.length > 1 && numbers.every((number) => number > 0x20 && number < 0x7f);
      return isText ? String.fromCharCode(...numbers) : null;
    },
  },
];

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
  const fragments = BARE.test(line) ? [] : fragmentsOf(line, [{ name: 'token', text: token }]);
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
    ...RESPELLINGS,
    TRAILING_SPACE,
    echoCorrection(command),
    LABEL,
    tokenSent,
    tokenAfter,
    moreSent,
  ];
}
