import { isUtf8 } from 'node:buffer';
import type { TlslpError } from '../../protocol/errors.js';
import { lastInputOf, type LastInput } from '../../protocol/last-input.js';
import { MAX_LINE_BYTES } from '../../protocol/limits.js';
import { showLine } from './bytes.js';
import { rawHints, unaskedHints } from './hints/raw-input.js';
import type { Exchange, Hint } from './hints/index.js';
import { escapeBytes, hexAroundOdd, hexEnds } from './raw-text.js';
import { fact, hinted, listed } from './rows.js';
import type { AskingCommand } from '../../protocol/answers.js';
import type { Row } from './layout.js';

const LF = 0x0a;
const LF_BYTE = Buffer.of(LF);

/** What is known of the session when bytes came that no judged line holds. */
export interface Hearing {
  readonly asked: AskingCommand | null;
  readonly token: string;
  readonly past: readonly Exchange[];
}

/** What came besides the judged lines: rows that show the bytes, and hints that explain them. Both are empty when nothing did. */
interface Came {
  readonly shown: readonly Row[];
  readonly hints: readonly Hint[];
}

const NOTHING: Came = { shown: [], hints: [] };
/** The session ended while a line was not complete. */
const ENDINGS: ReadonlySet<string> = new Set([
  'timed_out',
  'session_timed_out',
  'disconnected',
  'server_stopping',
]);
/** After these the bytes show all that can be checked. */
const BROKEN: ReadonlySet<string> = new Set(['invalid_utf8', 'line_too_long', 'unsolicited_line']);

/**
 * Adds the bytes that came to the rows of an error that is not about a judged answer: a line that nobody asked for, that was too long, and
 * so on. What only says what to check is left out when the bytes show the mistake.
 * @param told the rows without the bytes: what happened, then what to check
 */
export function withInput(error: TlslpError, hearing: Hearing, told: readonly Row[]): Row[] {
  const { shown, hints } = cameOf(error, hearing);
  const [what, ...checks] = told;
  const isClear = hints.some(({ isAll }) => isAll === true) || (hints.length > 0 && BROKEN.has(error.code));
  return [...shown, ...(what === undefined ? [] : [what]), ...rows(hints), ...(isClear ? [] : checks)];
}

function cameOf(error: TlslpError, hearing: Hearing): Came {
  const input = lastInputOf(error);
  if (input === null) return NOTHING;
  switch (error.code) {
    case 'unsolicited_line':
      return input.line === null ? leftover(input) : unasked(input.line, hearing);
    case 'invalid_utf8':
      return badLine(
        lineThat((line) => !isUtf8(line), input.rest),
        hearing,
      );
    case 'line_too_long':
      return tooLong(input, hearing);
    default:
      return ENDINGS.has(error.code) ? unended(input, hearing) : NOTHING;
  }
}

function unasked(line: string, hearing: Hearing): Came {
  const bytes = Buffer.from(`${line}\n`);
  return {
    shown: [fact('client <', showLine(line)), listed('bytes', hexEnds(bytes))],
    hints: unaskedHints(line, hearing),
  };
}

/** Bytes after the last answer that are no line. */
function leftover({ rest, restLength }: LastInput): Came {
  if (restLength === 0) return NOTHING;
  const cString = {
    found: 'A NUL byte came after the LF.',
    instead: 'Send the LF last, without the NUL that ends a string in C.',
  };
  return {
    shown: withoutLf(rest, restLength),
    hints: rest.every((byte) => byte === 0) ? [cString] : [],
  };
}

function withoutLf(rest: Buffer, length: number): Row[] {
  const bytes = length === 1 ? 'One byte' : `${length} bytes`;
  return [
    fact('client <', escapeBytes(rest)),
    listed('bytes', `${bytes} came without an LF: ${hexEnds(rest, length)}`),
  ];
}

function badLine(line: Buffer, hearing: Hearing): Came {
  return {
    shown: [
      fact('client <', `${escapeBytes(line)}\\n`),
      listed('bytes', hexAroundOdd(Buffer.concat([line, LF_BYTE]))),
    ],
    hints: rawHints({ ...hearing, bytes: line, length: line.length, ended: true }),
  };
}

function tooLong({ rest, restLength }: LastInput, hearing: Hearing): Came {
  const line = lineThat((bytes) => bytes.length >= MAX_LINE_BYTES, rest);
  const ended = line.length < rest.length;
  const length = ended ? line.length : restLength;
  return {
    shown: [
      fact('client <', escapeBytes(line)),
      listed(
        'bytes',
        `${length} bytes came ${ended ? 'before the' : 'without an'} LF: ${hexEnds(line, length)}`,
      ),
    ],
    hints: rawHints({ ...hearing, bytes: line, length, ended }),
  };
}

function unended({ rest, restLength, isEarly }: LastInput, hearing: Hearing): Came {
  if (restLength === 0) {
    return hearing.asked === null ? NOTHING : { shown: [listed('bytes', 'none came')], hints: [] };
  }
  // Lines of which the session took no notice any more.
  if (rest.includes(LF)) return { shown: [listed('bytes', hexEnds(rest, restLength))], hints: [] };
  const hints = rawHints({ ...hearing, bytes: rest, length: restLength, ended: false });
  return { shown: withoutLf(rest, restLength), hints: isEarly ? [SPOKE_FIRST, ...hints] : hints };
}

const SPOKE_FIRST: Hint = {
  found: 'Your client spoke first: these bytes came before HELLO was sent.',
  instead: 'Read the line HELLO before you send anything.',
};

/** Returns the first line that meets a condition; the last bytes may be a line without an LF. All bytes if none does. */
function lineThat(test: (line: Buffer) => boolean, bytes: Buffer): Buffer {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LF, start);
    const line = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (test(line)) return line;
    start += line.length + 1;
  }
  return bytes;
}

function rows(hints: readonly Hint[]): Row[] {
  return hints.map(({ found, instead }) => hinted(`${found} ${instead}`));
}
