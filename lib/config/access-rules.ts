import { choiceRule, type OptionRule } from './rules.js';

const MAX_ALLOWED = 10_000;
const MAX_NAME_CHARS = 1000;

/** Names to accept. A text is one name: a common name can contain a comma. */
export const allowRule: OptionRule<readonly string[]> = {
  description: `at most ${MAX_ALLOWED} names, each 1 to ${MAX_NAME_CHARS} characters without control characters`,
  validate: (value): value is readonly string[] =>
    Array.isArray(value) && value.length <= MAX_ALLOWED && value.every(isAllowedName),
  parse: (text) => [text],
  form: { kind: 'list', items: { kind: 'text' }, minItems: 0, maxItems: MAX_ALLOWED, unique: false },
};

const IDENTITIES = ['fingerprint', 'cn'] as const;

export const identityRule = choiceRule(IDENTITIES);

/** A time of day with its zone. Without a zone, it would mean another time on another machine. */
export const timeRule: OptionRule<string> = {
  description: 'a time with its zone, such as 2026-05-01T08:00:00Z or 2026-05-01T10:00+02:00',
  validate: (value): value is string => typeof value === 'string' && isTime(value),
  parse: (text) => text,
  form: { kind: 'text' },
};

/** Returns whether a value can be the name of a client: 1 to 1000 characters without control characters. */
export function isAllowedName(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= MAX_NAME_CHARS && !/\p{Cc}/u.test(value)
  );
}

const CLOCK = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const TIME = new RegExp(
  `^(\\d{4})-(\\d\\d)-(\\d\\d)T${CLOCK}(?::[0-5]\\d(?:\\.\\d{1,3})?)?(?:Z|[+-]${CLOCK})$`,
);

function isTime(text: string): boolean {
  const [, year = '', month = '', day = ''] = TIME.exec(text) ?? [];
  if (year === '' || Number.isNaN(Date.parse(text))) return false;
  // The constructor accepts a 31st of June, and means the 1st of July.
  return new Date(`${year}-${month}-${day}T00:00Z`).getUTCDate() === Number(day);
}
