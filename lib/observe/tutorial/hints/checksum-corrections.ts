import type { BodyCommand } from '../../../protocol/commands.js';
import { readingsOf } from './encodings.js';
import { COMMON_CORRECTIONS, cutting, echoCorrection, LABEL, type Correction } from './corrections.js';

/** The mistakes that a body answer may have around its checksum. White space at its end is no mistake: it belongs to the value. */
export function checksumCorrections(command: BodyCommand, expected: string): readonly Correction[] {
  return [
    ...COMMON_CORRECTIONS,
    cutting(
      /^["'`]([^"'`\s]+)["'`](?=$|\W)/,
      'The checksum was in quotes.',
      'Leave the quotes out: 64 hex digits, then a space.',
    ),
    cutting(
      /^[bB]["']([^"'\s]+)["'](?=$|\W)/,
      "The checksum was Python's way to show bytes, b'...'.",
      'Send the bytes themselves: hexdigest() returns them as text.',
    ),
    cutting(
      /^<([^>\s]+)>(?=$|\W)/,
      'The checksum was in angle brackets.',
      'They mark a placeholder: leave them out.',
    ),
    echoCorrection(command),
    LABEL,
    separatorCorrection(expected),
    anySeparator,
    swapCorrection,
  ];
}

/** A right checksum without a space after it. */
function separatorCorrection(expected: string): Correction {
  return {
    hint: {
      found: 'Your checksum is right, but it is not followed by a space.',
      instead: 'Send the checksum, one space (byte 20), and then the value.',
    },
    apply: (line) => {
      const rest = line.startsWith(expected) ? line.slice(expected.length) : '';
      // More hex digits mean a longer digest, not a value.
      return /^[0-9a-f]*(?: |$)/.test(rest) ? null : `${expected} ${rest}`;
    },
  };
}

/** The same for a wrong checksum. */
const anySeparator: Correction = {
  hint: {
    found: 'Checksum and value are not separated by a space.',
    instead: 'Send the checksum, one space (byte 20), and then the value.',
  },
  apply: (line) =>
    /^[A-Za-z0-9+/=_-]{16,}[^A-Za-z0-9+/=_ -]/.test(line) ? line.replace(/[^\w+/=-]/, ' ') : null,
};

const swapCorrection: Correction = {
  hint: { found: 'The value came before the checksum.', instead: 'Send the checksum first.' },
  apply: (line) => {
    const space = line.search(/ [^ ]*$/);
    // Without this, words would go round and round.
    return space === -1 || readingsOf(line.slice(space + 1)).length === 0
      ? null
      : `${line.slice(space + 1)} ${line.slice(0, space)}`;
  },
};
