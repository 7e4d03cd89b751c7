import type { QuantityKind } from './value-form.js';

/** The units of a quantity with their factors, the largest first. */
type Units = readonly (readonly [unit: string, factor: number])[];

/** In seconds. */
const DURATION_UNITS: Units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
];

/** In bytes. */
const SIZE_UNITS: Units = [
  ['GB', 1e9],
  ['GiB', 1024 ** 3],
  ['MB', 1e6],
  ['MiB', 1024 ** 2],
  ['KB', 1e3],
  ['KiB', 1024],
  ['B', 1],
];

/** The units of each kind of quantity. */
export const QUANTITY_UNITS: Readonly<Record<QuantityKind, Units>> = {
  duration: DURATION_UNITS,
  milliseconds: DURATION_UNITS.map(([unit, seconds]) => [unit, seconds * 1000] as const),
  size: SIZE_UNITS,
};

const NUMBER = '(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?';

/** Returns a regular expression for a number with one of the units. */
export function quantityPattern(kind: QuantityKind): string {
  return `^${NUMBER}(?:${QUANTITY_UNITS[kind].map(([unit]) => unit).join('|')})$`;
}

/** Parses a number with its unit, such as `30m`. Returns undefined if it is malformed. */
export function parseQuantity(kind: QuantityKind, text: string): number | undefined {
  if (!new RegExp(quantityPattern(kind)).test(text)) return undefined;
  const unit = text.replace(/^[0-9.]+/, '');
  const factor = QUANTITY_UNITS[kind].find(([name]) => name === unit)?.[1] ?? NaN;
  const number = Number(text.slice(0, -unit.length));
  // A division has no rounding error where the multiplication by 0.001 has one.
  const value = factor < 1 ? number / Math.round(1 / factor) : number * factor;
  return factor > 1 ? withoutRest(kind, value) : value;
}

/** Removes what is no amount: a fraction of a byte, as in 1.1GiB, or the rounding error of 1.001 s in milliseconds. */
function withoutRest(kind: QuantityKind, value: number): number {
  if (kind === 'size' && value >= 1) return Math.round(value);
  return kind === 'milliseconds' ? Number(value.toPrecision(12)) : value;
}

/** Returns a value with the largest unit that gives a whole number; `parseQuantity` reads the same value from it. */
export function formatQuantity(kind: QuantityKind, value: number): string {
  for (const [unit, factor] of QUANTITY_UNITS[kind]) {
    const text = `${Math.round(value / factor)}${unit}`;
    if ((value >= factor || factor === 1) && parseQuantity(kind, text) === value) return text;
  }
  return `${plainDecimal(value)}${baseUnitOf(kind)}`;
}

/** Returns the unit of a value without one: `s`, `ms` or `B`. */
export function baseUnitOf(kind: QuantityKind): string {
  return QUANTITY_UNITS[kind].find(([, factor]) => factor === 1)?.[0] ?? '';
}

/** Number's own text can have an exponent. */
function plainDecimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}
