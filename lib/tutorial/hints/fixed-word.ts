import { COMMON_REPAIRS, cutting, echoRepair, TRAILING_SPACE, variantsOf, type Repair } from './repairs.js';
import { observe } from './observations.js';
import type { Hint, Mistake } from './hint.js';

const LETTER_CASE: Repair = {
  hint: { found: 'The answer was not in upper case.', instead: 'Send it in capital letters: case counts.' },
  apply: (line) => (line === line.toUpperCase() ? null : line.toUpperCase()),
};

const MORE_AFTER_IT = cutting(
  /^([A-Za-z]+)\b.+$/s,
  'Something followed the answer on its line.',
  'Send the word alone, then the LF.',
);

/** Why a line is not exactly the word that HELLO or DONE asks for. Empty when nothing fits. */
export function fixedWordHints(mistake: Mistake, expected: 'HELLOBACK' | 'OK'): readonly Hint[] {
  const observed = observe(mistake);
  if (observed !== null) return [observed];
  const repairs = [
    ...COMMON_REPAIRS,
    TRAILING_SPACE,
    LETTER_CASE,
    echoRepair(mistake.command),
    MORE_AFTER_IT,
  ];
  return variantsOf(mistake.line, repairs).find(({ line }) => line === expected)?.hints ?? [];
}
