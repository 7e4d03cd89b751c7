import { escapeText } from '../../protocol/escape.js';
import { checksum, workDigest } from '../../protocol/digests.js';
import type { BodyCommand, WorkCommand } from '../../protocol/commands.js';
import { lastBits } from './bytes.js';
import { fact, noted, right } from './rows.js';
import type { Row } from './layout.js';

/** The rows that explain a right answer. */

export function acceptedWord(word: string): Row[] {
  return [right(`Exactly ${word}, ended by one LF.`)];
}

export function acceptedSuffix(command: WorkCommand, suffix: string, zeroBits: number): Row[] {
  const digest = workDigest(command.token, suffix);
  return [
    right(
      `The suffix is right: its digest ends in ${zeroBits} zero bits, and ${command.nBits} are asked for.`,
    ),
    fact('made of', sha256Of(command.token, suffix)),
    fact('digest', digest.toString('hex')),
    fact('its end', lastBits(digest, zeroBits)),
  ];
}

/** @param again whether a checksum was already explained in this session */
export function acceptedValue(
  command: BodyCommand,
  token: string | null,
  value: string,
  again: boolean,
): Row[] {
  const size = Buffer.byteLength(value);
  const verdict = `The checksum is right. The value: "${escapeText(value)}", ${size} ${size === 1 ? 'byte' : 'bytes'}.`;
  const proof =
    again || token === null
      ? []
      : [
          fact('made of', sha256Of(token, command.randomString)),
          fact('digest', checksum(token, command.randomString)),
        ];
  return [right(verdict), ...proof, ...notes(value).map(noted)];
}

export function sha256Of(first: string, second: string): string {
  return `sha256("${escapeText(first + second)}")`;
}

/** Values are stored byte for byte, so a possible mistake of the client is accepted. A note says so. */
function notes(value: string): string[] {
  const rows: readonly (readonly [boolean, string])[] = [
    [value === '', 'Note: the value is empty.'],
    [value.endsWith('\r'), 'Note: the line ended with CR LF. The CR is now the last character of the value.'],
    [value.startsWith(' '), 'Note: the value begins with a space: there were two after the checksum.'],
    [value.endsWith(' '), 'Note: the value ends with a space.'],
    [/^(["']).*\1$/s.test(value), 'Note: the quotes are part of the value.'],
    [value.includes('\0'), 'Note: the value contains a NUL byte.'],
    [value.startsWith('\ufeff'), 'Note: the value begins with a byte order mark.'],
    [value.endsWith('\\n'), 'Note: the value ends with a backslash and the letter n.'],
  ];
  return rows.filter(([applies]) => applies).map(([, text]) => text);
}
