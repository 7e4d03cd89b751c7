import type { Random } from '../../../engine/random.js';
import type { BrokenLine } from './broken-line.js';

const REPLACES =
  'It reads bytes that are not UTF-8 as replacement characters, or leaves them out: it must fail.';
const MAX_LINE_BYTES = 1000;

/** Returns a request with these bytes in its random string. */
function requestWith(bytes: readonly number[]): (random: Random) => Uint8Array {
  return (random) =>
    Buffer.concat([
      Buffer.from(`FULL_NAME ${random.token(8)}`),
      Buffer.from(bytes),
      Buffer.from(`${random.token(8)}\n`),
    ]);
}

/** Lines that are not UTF-8, begin with a mark, or are too long. */
export const ENCODING_LINES: readonly BrokenLine[] = [
  {
    name: 'utf8_lone_byte',
    anchor: 'reading-lines',
    turn: 'request',
    wrong: 'A lone byte 0xFF, which is not UTF-8',
    cause: REPLACES,
    line: requestWith([0xff]),
  },
  {
    name: 'utf8_overlong',
    anchor: 'reading-lines',
    turn: 'request',
    wrong: 'An overlong form, which is not UTF-8',
    cause: 'Its decoder takes overlong forms, which are not UTF-8.',
    // The letter A, in two bytes.
    line: requestWith([0xc1, 0x81]),
  },
  {
    name: 'utf8_surrogate',
    anchor: 'reading-lines',
    turn: 'request',
    wrong: 'An encoded surrogate, which is not UTF-8',
    cause: REPLACES,
    line: requestWith([0xed, 0xa0, 0x80]),
  },
  {
    name: 'utf8_cut',
    anchor: 'reading-lines',
    turn: 'request',
    wrong: 'A character that the LF cuts off',
    cause: REPLACES,
    line: (random) =>
      Buffer.concat([
        Buffer.from(`FULL_NAME ${random.token(8)}`),
        Buffer.from([0xe2, 0x82]),
        Buffer.from('\n'),
      ]),
  },
  {
    name: 'utf8_token',
    anchor: 'reading-lines',
    turn: 'work',
    wrong: 'A token with a byte 0xFF',
    cause: REPLACES,
    line: (random) =>
      Buffer.concat([
        Buffer.from(`WORK ${random.token(16)}`),
        Buffer.from([0xff]),
        Buffer.from(`${random.token(15)} 6\n`),
      ]),
  },
  {
    name: 'utf8_hello',
    anchor: 'reading-lines',
    turn: 'hello',
    wrong: 'HELLO with a byte 0xFF behind it',
    cause: 'It leaves out bytes that are not UTF-8.',
    line: () => Buffer.concat([Buffer.from('HELLO'), Buffer.from([0xff]), Buffer.from('\n')]),
  },
  {
    name: 'utf8_done',
    anchor: 'reading-lines',
    turn: 'done',
    wrong: 'DONE with a byte 0xFF behind it',
    cause: 'It leaves out bytes that are not UTF-8.',
    line: () => Buffer.concat([Buffer.from('DONE'), Buffer.from([0xff]), Buffer.from('\n')]),
  },
  {
    name: 'byte_order_mark',
    anchor: 'reading-lines',
    turn: 'hello',
    wrong: 'A byte order mark before HELLO',
    cause: 'Its decoder skips a byte order mark.',
    line: () => '\ufeffHELLO',
  },
  {
    name: 'utf16',
    turn: 'hello',
    wrong: 'HELLO in UTF-16',
    cause: 'It guesses the encoding, or leaves out NUL.',
    line: () => Buffer.from('HELLO\n', 'utf16le'),
  },
  {
    name: '1001_bytes',
    anchor: 'reading-lines',
    turn: 'request',
    wrong: 'A line of 1001 bytes with its LF',
    cause: 'It does not limit the length of a line.',
    line: () => 'FULL_NAME '.padEnd(MAX_LINE_BYTES, 'x'),
  },
];
