import { MAX_N_BITS } from '../protocol/limits.js';
import { isAllowedName } from './access-rules.js';
import { parseNBits, type NBits } from './n-bits.js';
import type { OptionRule } from './rules.js';

/** The names by which `--n-bits-for` tells clients apart: those of `--allow-cn`, `--allow-ou` and `--allow-san`. */
export type NBitsForKind = 'cn' | 'ou' | 'san';

/** The zero bits for the clients with a name. */
export interface NBitsFor {
  readonly kind: NBitsForKind;
  readonly name: string;
  readonly nBits: NBits;
}

const MAX_RULES = 1000;
// The last colon: an alternative name such as `email:max@example.org` has colons of its own.
const ENTRY = /^(cn|ou|san)=(.+):([0-9.]+)$/su;

/** A list of texts such as `ou=practice:16`. */
export const nBitsForRule: OptionRule<readonly string[]> = {
  description:
    `at most ${MAX_RULES} of cn=NAME:BITS, ou=UNIT:BITS and san=NAME:BITS, ` +
    `where BITS is an integer from 0 to ${MAX_N_BITS} or a range such as 24..30`,
  validate: (value): value is readonly string[] =>
    Array.isArray(value) &&
    value.length <= MAX_RULES &&
    value.every((text) => typeof text === 'string' && parseNBitsFor(text) !== null),
  parse: (text) => [text],
  form: {
    kind: 'list',
    items: { kind: 'text', pattern: '^(?:cn|ou|san)=\\P{Cc}{1,1000}:[0-9]{1,2}(?:\\.\\.[0-9]{1,2})?$' },
    minItems: 0,
    maxItems: MAX_RULES,
    unique: false,
  },
};

/** Parses a text such as `ou=practice:16`. Returns null if it is malformed. */
export function parseNBitsFor(text: string): NBitsFor | null {
  const [, kind, name = '', bits = ''] = ENTRY.exec(text) ?? [];
  const nBits = parseNBits(bits);
  if (kind === undefined || nBits === undefined || !isAllowedName(name)) return null;
  return { kind: kind as NBitsForKind, name, nBits };
}
