import type { BodyCommand } from '../../protocol/commands.js';
import { COMMON_REPAIRS, cutting, echoRepair, LABEL, type Repair } from './repairs.js';

/** The mistakes that a body answer may have around its checksum. White space after the value is the value's own. */
export function checksumRepairs(command: BodyCommand, expected: string): readonly Repair[] {
  return [
    ...COMMON_REPAIRS,
    cutting(
      /^["'`]([^"'`\s]+)["'`](?=$|\W)/,
      'The checksum was in quotes.',
      'Leave the quotes out: 64 hex digits, then a space.',
    ),
    cutting(
      /^<([^>\s]+)>(?=$|\W)/,
      'The checksum was in angle brackets.',
      'They mark a placeholder: leave them out.',
    ),
    echoRepair(command),
    LABEL,
    separatorRepair(expected),
    anySeparator,
    swapRepair,
  ];
}

/** The right checksum, and not a space after it. */
function separatorRepair(expected: string): Repair {
  return {
    hint: {
      found: 'Your checksum is right, but it is not followed by a space.',
      instead: 'Send the checksum, one space (byte 20), and then the value.',
    },
    apply: (line) => {
      const rest = line.startsWith(expected) ? line.slice(expected.length) : '';
      // More hex digits are a longer digest, and no value.
      return /^[0-9a-f]*(?: |$)/.test(rest) ? null : `${expected} ${rest}`;
    },
  };
}

/** The same for a checksum that is wrong as well. */
const anySeparator: Repair = {
  hint: {
    found: 'Checksum and value are not separated by a space.',
    instead: 'Send the checksum, one space (byte 20), and then the value.',
  },
  apply: (line) =>
    /^[A-Za-z0-9+/=_-]{16,}[^A-Za-z0-9+/=_ -]/.test(line) ? line.replace(/[^\w+/=-]/, ' ') : null,
};

const swapRepair: Repair = {
  hint: { found: 'The value came before the checksum.', instead: 'Send the checksum first.' },
  apply: (line) => {
    const space = line.search(/ [^ ]*$/);
    return space === -1 ? null : `${line.slice(space + 1)} ${line.slice(0, space)}`;
  },
};
