import { defineOption, defineSwitch, type ArgumentDefinition } from './option-table.js';
import { benchSecondsRule, nBitsRule, orNull, tokenRule } from './rules.js';
import { threadsOption } from './shared-options.js';

const OPTIONS = 'Options:';

/** The options of tlslp-work. */
export const WORK_OPTIONS = {
  /** Threads for the search, 1 to 256; null for as many as the machine runs at once. Default null. */
  threads: defineOption({ ...threadsOption, group: OPTIONS, help: 'Threads that search, 1 to 256.' }),
  /** Measure this machine instead, with this many seconds for each figure; null to solve. Default null. */
  bench: defineOption<number | null>({
    flag: '--bench',
    valueName: 'seconds',
    impliedText: '3',
    rule: orNull(benchSecondsRule),
    defaultValue: null,
    defaultText: 'off',
    group: OPTIONS,
    help: 'Measure this machine instead, for this many seconds per figure (3 if left out).',
    details: 'Takes no token and no n_bits.',
  }),
  /** Print one line of JSON. Default false. */
  json: defineSwitch({ flag: '--json', group: OPTIONS, help: 'Print the result as one line of JSON.' }),
};

/** The arguments of tlslp-work, in this order. */
export const WORK_ARGUMENTS: readonly [ArgumentDefinition<string>, ArgumentDefinition<number>] = [
  { name: 'token', rule: tokenRule, help: "The server's token." },
  { name: 'n_bits', rule: nBitsRule, help: 'The number of zero bits.' },
];
