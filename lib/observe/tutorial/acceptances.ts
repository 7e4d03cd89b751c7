import { escapeText } from '../../protocol/escape.js';
import { checksum, workDigest } from '../../protocol/digests.js';
import type { BodyCommand, WorkCommand } from '../../protocol/commands.js';
import { lastBits } from './bytes.js';
import { fact, noted, right } from './rows.js';
import { valueNotes } from './value-notes.js';
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
  return [right(verdict), ...proof, ...valueNotes(command, token, value).map(noted)];
}

export function sha256Of(first: string, second: string): string {
  return `sha256("${escapeText(first + second)}")`;
}
