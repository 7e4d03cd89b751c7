import type { OptionRule } from './rules.js';

const FACTORS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** A number of bytes. A text has to say its unit: `100MB`, `1.5GiB`; only 0 needs none. */
export const sizeRule: OptionRule<number> = {
  description: `a size with its unit, such as 100MB or 1.5GiB (${Object.keys(FACTORS).join(', ')}), or 0`,
  validate: (value): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
  parse: (text) => {
    if (text === '0') return 0;
    const [, number, unit = ''] = /^((?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,6})?) ?([A-Za-z]+)$/.exec(text) ?? [];
    const factor = FACTORS[unit];
    return number === undefined || factor === undefined ? undefined : Math.round(Number(number) * factor);
  },
};
