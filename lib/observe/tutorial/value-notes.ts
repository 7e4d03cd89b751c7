import { isUtf8 } from 'node:buffer';
import { checksum } from '../../protocol/digests.js';
import type { BodyCommand } from '../../protocol/commands.js';
import { foreignText } from './hints/identities.js';
import { bytesOfCharacters } from './hints/spellings.js';

/** Words that a program prints for other things too, but that people write as well. */
const ORDINARY =
  /^(?:true|false|some|ok|err|just|right|left|nothing|nan|nil|-?inf|-?infinity|function|class .*)$/i;

/** Values are stored byte for byte, so a possible mistake of the client is accepted. Returns notes that say so; none for ordinary values. */
export function valueNotes(command: BodyCommand, token: string | null, value: string): string[] {
  const rows: readonly (readonly [boolean, string])[] = [
    [value === '', 'Note: the value is empty.'],
    [value.endsWith('\r'), 'Note: the line ended with CR LF. The CR is now the last character of the value.'],
    [
      /^ [-*]?-(?: |\r?$)/.test(value),
      'Note: the value begins with what sha256sum prints after a digest: take the first word of its output alone.',
    ],
    [
      value.startsWith(' ') && !/^ [-*]?-(?: |\r?$)/.test(value),
      'Note: the value begins with a space: there were two after the checksum.',
    ],
    [value.endsWith(' '), 'Note: the value ends with a space.'],
    [value.startsWith('\t'), 'Note: the value begins with a tab.'],
    [value.endsWith('\t'), 'Note: the value ends with a tab.'],
    [/^(["']).*\1$/s.test(value), 'Note: the quotes are part of the value.'],
    [value.includes('\0'), 'Note: the value contains a NUL byte.'],
    [value.startsWith('\ufeff'), 'Note: the value begins with a byte order mark.'],
    [value.endsWith('\\n'), 'Note: the value ends with a backslash and the letter n.'],
    [
      /^b(["']).*\1$/s.test(value),
      "Note: the value is Python's way to show bytes, b'...': decode them to text.",
    ],
    ...repeated(command, token, value),
    ...foreign(value),
    ...encoded(value),
  ];
  return rows.filter(([applies]) => applies).map(([, text]) => text);
}

/** Values that hold a part of the conversation. */
function repeated(
  { name, randomString }: BodyCommand,
  token: string | null,
  value: string,
): (readonly [boolean, string])[] {
  const begins = (word: string): boolean =>
    value === word || (value.startsWith(word) && /^[ :=,;]/.test(value.slice(word.length)));
  const text = value.trimStart();
  const isCopy = value === `${name} ${randomString}`;
  return [
    [
      token !== null && text.toLowerCase().startsWith(checksum(token, randomString)),
      'Note: the value begins with the checksum, which was sent before it already.',
    ],
    [isCopy, 'Note: the value is a copy of the command: the server knows it.'],
    [begins(name) && !isCopy, 'Note: the value begins with the name of the request: the server knows it.'],
    [begins(randomString), 'Note: the value begins with the random_string of the request.'],
    [token !== null && begins(token), 'Note: the value begins with the token.'],
    [value === 'HELLOBACK', 'Note: the value is the answer to HELLO.'],
    [
      /^<[^<>]*>$/.test(value) && foreignText(value) === null,
      'Note: the angle brackets are part of the value.',
    ],
  ];
}

function foreign(value: string): (readonly [boolean, string])[] {
  const hint = ORDINARY.test(value)
    ? /^NaN$|^nil$/.test(value)
      ? foreignText(value)
      : null
    : foreignText(value);
  return hint === null ? [] : [[true, `Note, of the value: ${hint.found} ${hint.instead}`]];
}

/** Values that were encoded wrongly, or twice. */
function encoded(value: string): (readonly [boolean, string])[] {
  return [
    [
      value.includes('\ufffd'),
      'Note: the value holds U+FFFD, which stands for bytes that could not be decoded: they are lost.',
    ],
    [
      isMojibake(value),
      'Note: the value looks like UTF-8 that was read as Latin-1 or Windows-1252, and then encoded again.',
    ],
    [
      /\\u[0-9a-f]{4}|\\x[0-9a-f]{2}/i.test(value),
      'Note: the value holds an escape such as \\u00e9, as text.',
    ],
    [/%20|%C3%[89AB][0-9A-F]/i.test(value), 'Note: the value is percent-encoded, as in a URL.'],
    [
      /^\p{L}[\p{L}\d]*(?:\+[\p{L}\d]+)+$/u.test(value),
      'Note: the value has "+" between words, as URLs have it in place of spaces.',
    ],
    [
      /\p{L}\?\p{L}|(?:^| )\?\p{L}/u.test(value) && !/:\/\/|=/.test(value),
      'Note: the value has question marks among its letters: they may be letters that were lost in an encoding.',
    ],
    [/&(?:amp|lt|gt|quot|nbsp|#\d+);/.test(value), 'Note: the value holds a character reference of HTML.'],
    [/^(?:\{".*\}|\[".*\])$/s.test(value), 'Note: the value is JSON, brackets included.'],
    [
      /^[[(](?:'[^']*'|"[^"]*")(?:, ?(?:'[^']*'|"[^"]*"))*,?[\])]$/.test(value) && !/^\[".*\]$/s.test(value),
      'Note: the value is a list or tuple as Python shows it, brackets and quotes included.',
    ],
    [value.includes('\x1b['), 'Note: the value holds an escape sequence of a terminal.'],
  ];
}

function isMojibake(value: string): boolean {
  if (!/[^\0-\x7f]/.test(value)) return false;
  const bytes = bytesOfCharacters(value);
  return bytes !== null && isUtf8(bytes);
}
