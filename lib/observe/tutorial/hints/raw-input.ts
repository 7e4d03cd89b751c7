import { isUtf8 } from 'node:buffer';
import { checkAnswer, splitBodyAnswer, type AskingCommand } from '../../../protocol/answers.js';
import { stepOf } from '../../../protocol/commands.js';
import { MAX_LINE_BYTES } from '../../../protocol/limits.js';
import { brokenText } from './broken-text.js';
import { ebcdicText, foreignBytes, wideText } from './foreign-bytes.js';
import { lengthPrefix } from './framings.js';
import { findHints } from './index.js';
import { lineEnd } from './line-ends.js';
import type { Exchange, Hint, RawInput } from './hint.js';

/** Explains bytes that are no line. The last hint is always true, so there is at least one. */
export function rawHints(input: RawInput): readonly Hint[] {
  const { bytes, length, ended } = input;
  if (length > bytes.length || length >= MAX_LINE_BYTES) return longHints(input);
  const form = wideText(bytes) ?? foreignBytes(bytes) ?? ebcdicText(bytes) ?? lengthPrefix(bytes);
  if (form !== null) return [form];
  if (!isUtf8(bytes)) return brokenText(input);
  return ended ? [] : withoutLf(input);
}

/** Text that has no LF. What it would be as a line is explained too. */
function withoutLf(input: RawInput): readonly Hint[] {
  const { bytes, asked } = input;
  const text = bytes.toString();
  const end = lineEnd(text);
  const line = text.slice(0, text.length - end.length);
  const hint = { found: end.found, instead: end.instead };
  if (asked === null) return [hint];
  if (isRight(asked, line, input.token)) {
    return [
      {
        ...hint,
        found: `${end.found} Apart from that, this is the right answer to ${stepOf(asked)}.`,
        isAll: true,
      },
    ];
  }
  const others = findHints({ command: asked, line, token: input.token, past: input.past });
  // The beginning of a long answer explains nothing: the rest was perhaps not written yet.
  return [hint, ...others];
}

function longHints({ bytes, length, asked, token, ended }: RawInput): readonly Hint[] {
  const text = bytes.toString('latin1');
  const form = wideText(bytes) ?? foreignBytes(bytes);
  if (form !== null) return [form];
  const padding = /^([^]{0,900}?)([\0 ])\2{60,}$/.exec(text);
  if (padding !== null) {
    const what = padding[2] === '\0' ? 'NUL bytes' : 'spaces';
    return [
      {
        found: `The line is filled up with ${what}, to ${length} bytes: a buffer of a fixed size was sent whole.`,
        instead: 'Send only as many bytes as the text has, and then one LF.',
      },
    ];
  }
  if (/^[^\r]{0,998}\r[^]*\r/.test(text)) {
    return [
      {
        found: 'The lines ended with CR alone (byte 0d).',
        instead: 'End them with LF alone: the single byte 0a.',
      },
    ];
  }
  const repeated = /^([^]{2,450}?)\1{3,}/.exec(text);
  if (repeated !== null && !/^(.)\1*$/s.test(repeated[1] ?? '')) {
    return [
      {
        found: 'The same text was sent again and again, without an LF between.',
        instead: 'End each line with LF, and send each answer once.',
      },
    ];
  }
  const start = asked?.kind === 'body' ? splitBodyAnswer(bytes.toString()).cksum : '';
  if (asked?.kind === 'body' && isRight(asked, start, token)) {
    return [
      {
        found: 'The checksum is right, but the value is too long.',
        instead: `A value has at most ${MAX_LINE_BYTES - 66} bytes of UTF-8: a checksum of 64, one space and the LF stand in the same line.`,
      },
    ];
  }
  return ended
    ? []
    : [{ found: `${length} bytes came, and no LF after them.`, instead: 'End the line with LF (byte 0a).' }];
}

/** Explains a line that no command had asked for. */
export function unaskedHints(
  line: string,
  { asked, past, token }: Pick<RawInput, 'asked' | 'past' | 'token'>,
): readonly Hint[] {
  const bytes = Buffer.from(line);
  const form = wideText(bytes) ?? foreignBytes(bytes);
  if (form !== null) return [form];
  const last = past.at(-1);
  if (line === '' || line === '\r') return [emptyLine(last)];
  if (/^\0+$/.test(line)) {
    return [
      {
        found: 'A NUL byte came before the LF.',
        instead: "End the line with LF alone, without C's NUL or UTF-16.",
      },
    ];
  }
  if (last === undefined) return asked === null ? spokeFirst(line) : [];
  if (line === last.line) {
    return [
      { found: `The answer to ${stepOf(last.command)} was sent twice.`, instead: 'Send each answer once.' },
    ];
  }
  if (last.command.kind === 'body' && !last.line.includes(' ')) {
    return [
      {
        found: 'The checksum came in one line, and more in a second one.',
        instead: 'Send the checksum, one space and the value in one line.',
      },
    ];
  }
  if (line === 'OK' || line === 'HELLOBACK' || followsBy(last, line, token)) {
    return [
      {
        found: 'This line answers a command that had not come yet.',
        instead: 'Read each command before you answer it: one line for each.',
      },
    ];
  }
  if (last.command.kind === 'body') {
    return [
      {
        found: `The answer to ${stepOf(last.command)} was more than one line.`,
        instead: 'A value must not contain an LF: replace it before you send it.',
      },
    ];
  }
  return [];
}

function emptyLine(last: Exchange | undefined): Hint {
  const after =
    last === undefined
      ? 'An empty line came first.'
      : `An empty line came after the answer to ${stepOf(last.command)}: that answer ended with two LFs.`;
  return {
    found: after,
    instead: 'End each line with one LF: a println of text that has its own LF sends two.',
  };
}

function spokeFirst(line: string): readonly Hint[] {
  if (!/^HELLO(?:BACK)?\r?$/i.test(line)) return [];
  return [
    {
      found: 'The client greeted before the server had.',
      instead: 'Read the line HELLO first, then answer HELLOBACK.',
    },
  ];
}

/** Whether a line looks like the answer to a body request of the same token. */
function followsBy({ command }: Exchange, line: string, token: string): boolean {
  if (command.kind === 'body') return isRight(command, line, token);
  return command.kind === 'work' && /^[0-9a-f]{64} /.test(line);
}

function isRight(command: AskingCommand, line: string, token: string): boolean {
  try {
    checkAnswer(command, line, token);
    return true;
  } catch {
    return false;
  }
}
