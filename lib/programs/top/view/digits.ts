/** The digits in half blocks: each line of a digit has three columns. */
const DIGITS: readonly (readonly [string, string, string])[] = [
  ['█▀█', '█ █', '▀▀▀'],
  ['▀█ ', ' █ ', '▀▀▀'],
  ['▀▀█', '█▀▀', '▀▀▀'],
  ['▀▀█', ' ▀█', '▀▀▀'],
  ['█ █', '▀▀█', '  ▀'],
  ['█▀▀', '▀▀█', '▀▀▀'],
  ['█▀▀', '█▀█', '▀▀▀'],
  ['▀▀█', '  █', '  ▀'],
  ['█▀█', '█▀█', '▀▀▀'],
  ['█▀█', '▀▀█', '▀▀▀'],
];

/** Returns a number in three lines. */
export function bigNumber(value: number): readonly [string, string, string] {
  const digits = Array.from(
    String(value),
    (digit) => DIGITS[Number(digit)] ?? (['   ', '   ', '   '] as const),
  );
  const row = (index: 0 | 1 | 2): string => digits.map((digit) => digit[index]).join(' ');
  return [row(0), row(1), row(2)];
}
