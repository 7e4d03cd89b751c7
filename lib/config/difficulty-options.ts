import { DEFAULT_N_BITS } from '../protocol/constants.js';
import { nBitsForRule } from './n-bits-for.js';
import { nBitsOrRangeRule, type NBits } from './n-bits.js';
import { defineOption } from './option-table.js';
import { countRule, orNull } from './rules.js';
import { CHALLENGE } from './shared-options.js';

/** The target of a range that is given without one, in sessions. */
export const DEFAULT_N_BITS_TARGET = 60;

/** The options of the proof of work that a server asks for. They are a part of `SERVER_OPTIONS`. */
export const DIFFICULTY_OPTIONS = {
  /** The number of zero bits for the proof of work, 0 to 64, or a range in which it follows the load. Default 28. */
  nBits: defineOption<NBits>({
    flag: '--n-bits',
    aliases: ['--n_bits'],
    valueName: 'number',
    rule: nBitsOrRangeRule,
    defaultValue: DEFAULT_N_BITS,
    group: CHALLENGE,
    help: 'The number of zero bits for the proof of work, 0 to 64; or a range, such as 24..30, to follow the load.',
    details:
      'Each bit doubles the work. [n-bits.md](n-bits.md) tells how to choose the number, and how a range follows the load. In the library a range is `{ min: 24, max: 30 }`.',
  }),
  /** The sessions in WORK that are fine at the same time, for a range of `nBits`; null for 60. Default null. */
  nBitsTarget: defineOption<number | null>({
    flag: '--n-bits-target',
    valueName: 'n',
    rule: orNull(countRule),
    defaultValue: null,
    defaultText: `${DEFAULT_N_BITS_TARGET} with a range`,
    group: CHALLENGE,
    help: 'Sessions in WORK at the same time that are fine; above, a range of --n-bits goes up.',
    details:
      'It counts the sessions that were sent WORK by the range and have not answered it; all sessions of one certificate count as one. The target is that of the lowest number of bits, and doubles with each further bit, because WORK takes twice as long then. Only with a range.',
  }),
  /** The number of zero bits, or the range, for clients with a name, such as `ou=practice:16`. The first that fits counts. Default `[]`. */
  nBitsFor: defineOption<readonly string[]>({
    flag: '--n-bits-for',
    valueName: 'name:bits',
    rule: nBitsForRule,
    defaultValue: Object.freeze([]),
    defaultText: '--n-bits for all',
    repeatable: true,
    group: CHALLENGE,
    help: 'Another number of zero bits for the clients with a name, such as ou=practice:16. Repeatable.',
    details:
      '`cn=`, `ou=` and `san=` compare as `--allow-cn`, `--allow-ou` and `--allow-san` do. The first that fits a client counts. A range goes as many bits above its lowest as `--n-bits` is above its own, which has to be a range then.',
  }),
};
