import { MAX_N_BITS } from '../protocol/limits.js';
import { nBitsRule, type OptionRule } from './rules.js';

/** The lowest and the highest number of zero bits of a difficulty that follows the load. */
export interface NBitsRange {
  readonly min: number;
  readonly max: number;
}

/** The zero bits that WORK asks for: a fixed number, or a range in which it follows the load. */
export type NBits = number | NBitsRange;

const RANGE = /^(0|[1-9][0-9]?)\.\.(0|[1-9][0-9]?)$/;
const RANGE_WORDS = 'a range of them such as 24..30';

/** A number of zero bits, or a range of them. */
export const nBitsOrRangeRule: OptionRule<NBits> = {
  description: `${nBitsRule.description}, or ${RANGE_WORDS}`,
  validate: (value): value is NBits => nBitsRule.validate(value) || isRange(value),
  parse: parseNBits,
  form: { kind: 'integer-or-range', min: 0, max: MAX_N_BITS },
};

/** Parses `28` or `24..30`. Returns undefined if the text is neither. */
export function parseNBits(text: string): NBits | undefined {
  const [, min, max] = RANGE.exec(text) ?? [];
  const value = min === undefined ? nBitsRule.parse(text) : { min: Number(min), max: Number(max) };
  return nBitsRule.validate(value) || isRange(value) ? value : undefined;
}

/** Returns the text that `parseNBits` reads. */
export function formatNBits(nBits: NBits): string {
  return typeof nBits === 'number' ? String(nBits) : `${nBits.min}..${nBits.max}`;
}

/** Returns the number of zero bits that does not depend on the load: a range's lowest. */
export function lowestNBits(nBits: NBits): number {
  return typeof nBits === 'number' ? nBits : nBits.min;
}

function isRange(value: unknown): value is NBitsRange {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { min, max, ...others } = value as Readonly<Record<string, unknown>>;
  if (!nBitsRule.validate(min) || !nBitsRule.validate(max)) return false;
  return min < max && Object.keys(others).length === 0;
}
