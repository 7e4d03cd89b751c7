const PREFIXES = [
  { factor: 1e15, prefix: 'P' },
  { factor: 1e12, prefix: 'T' },
  { factor: 1e9, prefix: 'G' },
  { factor: 1e6, prefix: 'M' },
  { factor: 1e3, prefix: 'k' },
];

const UNITS = [
  { seconds: 365.25 * 86_400, unit: 'years' },
  { seconds: 86_400, unit: 'days' },
  { seconds: 3600, unit: 'h' },
  { seconds: 60, unit: 'min' },
  { seconds: 1, unit: 's' },
];

/** Formats a count with three digits, an SI prefix and a unit: 268 M, 54.1 MH/s. */
export function amount(value: number, unit = ''): string {
  const large = PREFIXES.find(({ factor }) => value >= factor);
  const number = large === undefined ? value.toFixed(0) : threeDigits(value / large.factor);
  return `${number} ${large?.prefix ?? ''}${unit}`.trimEnd();
}

/** Formats a time in the largest unit in which it is at least 1: 12.0 ms, 2.34 s, 12.5 min, 3.10 h. */
export function duration(seconds: number): string {
  const large = UNITS.find((unit) => seconds >= unit.seconds);
  if (large === undefined) return `${threeDigits(seconds * 1000)} ms`;
  return `${threeDigits(seconds / large.seconds)} ${large.unit}`;
}

/**
 * Formats the chance that a memoryless search has ended by now.
 * @param expectations the attempts so far, divided by the mean number of attempts
 */
export function chance(expectations: number): string {
  const percent = -Math.expm1(-expectations) * 100;
  // Never 100 %: a search may always take longer.
  return percent > 99.9 ? 'over 99.9 %' : `${percent.toFixed(percent < 9.95 ? 1 : 0)} %`;
}

function threeDigits(value: number): string {
  return value >= 99.95 ? value.toFixed(0) : value.toPrecision(3);
}
