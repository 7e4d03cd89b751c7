import {
  COMMON_CORRECTIONS,
  cutting,
  echoCorrection,
  TRAILING_SPACE,
  variantsOf,
  type Correction,
} from './corrections.js';
import { observe } from './observations.js';
import type { Hint, Mistake } from './hint.js';

const LETTER_CASE: Correction = {
  hint: { found: 'The answer was not in upper case.', instead: 'Send it in capital letters: case counts.' },
  apply: (line) => (line === line.toUpperCase() ? null : line.toUpperCase()),
};

const MORE_AFTER_IT = cutting(
  /^([A-Za-z]+)\b.+$/s,
  'Something followed the answer on its line.',
  'Send the word alone, then the LF.',
);

/** Explains why a line is not exactly the word that HELLO or DONE asks for. Returns no hints when no correction gives that word. */
export function fixedWordHints(mistake: Mistake, expected: 'HELLOBACK' | 'OK'): readonly Hint[] {
  const observed = observe(mistake);
  if (observed !== null) return [observed];
  const corrections = [
    ...COMMON_CORRECTIONS,
    TRAILING_SPACE,
    LETTER_CASE,
    echoCorrection(mistake.command),
    MORE_AFTER_IT,
  ];
  return variantsOf(mistake.line, corrections).find(({ line }) => line === expected)?.hints ?? [];
}
