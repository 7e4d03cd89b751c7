import type { ServerMutant } from '../server/server-mutant.js';

const LF = 0x0a;

/** Mistakes in framing, and in what is read when. */
export const LINE_MUTANTS: readonly ServerMutant[] = [
  {
    name: 'takes_a_read_for_a_line',
    mistake: 'It takes what one read brings for a line, with or without an LF.',
    caughtBy: ['framing.byte_by_byte', 'framing.cut_in_character', 'framing.unended'],
    behaviour: { readIsLine: true },
  },
  {
    name: 'has_no_limit_of_length',
    mistake: 'A line may have any length.',
    caughtBy: ['framing.value_too_long', 'framing.no_lf', 'framing.no_lf_in_pieces', 'load.flood'],
    behaviour: { maxLine: Infinity },
    limitSeconds: 4,
  },
  {
    name: 'limits_lines_too_late',
    mistake: 'It looks at the length of a line when its LF has come.',
    caughtBy: ['framing.no_lf', 'framing.no_lf_in_pieces'],
    behaviour: { waitsForLf: true },
    limitSeconds: 4,
  },
  {
    name: 'limits_lines_too_early',
    mistake: 'It reads with a buffer of 512 bytes.',
    caughtBy: [
      ...['framing.longest_value', 'framing.longest_value_utf8', 'framing.999_waits', 'work.longest'],
      'records.longest',
    ],
    behaviour: { maxLine: 512 },
  },
  {
    name: 'counts_characters',
    mistake: 'It counts characters, not bytes.',
    caughtBy: ['framing.counts_bytes'],
    behaviour: { lengthOf: (bytes) => bytes.toString().length },
  },
  {
    name: 'is_off_by_one',
    mistake: 'It wants the LF within 999 bytes.',
    caughtBy: ['framing.longest_value', 'framing.999_waits'],
    behaviour: { maxLine: 998 },
  },
  {
    name: 'decodes_with_replacement_characters',
    mistake: 'It puts replacement characters in place of bytes that are not UTF-8.',
    caughtBy: [
      ...['framing.lone_byte', 'framing.overlong', 'framing.surrogate', 'framing.too_high'],
      ...['framing.cut_character', 'fail.next_is_served'],
    ],
    behaviour: {
      decode: (bytes) => bytes.toString(),
      isHelloback: (text) => text === 'HELLOBACK' || text === '\ufffd',
    },
  },
  {
    name: 'swallows_early_lines',
    mistake: 'It throws away what came before it asked.',
    caughtBy: [
      ...['framing.two_at_once', 'framing.empty_second', 'framing.wrong_second'],
      ...['work.second_answer', 'session.after_ok'],
    ],
    behaviour: { early: 'swallow' },
    limitSeconds: 4,
  },
  {
    name: 'takes_early_lines_for_answers',
    mistake: 'A line that came too early answers the next command.',
    caughtBy: ['session.after_ok'],
    behaviour: { early: 'keep' },
  },
  {
    name: 'replaces_line_ends',
    mistake: 'It drops every CR of a value.',
    caughtBy: ['records.cr'],
    behaviour: { kept: (value) => value.replaceAll('\r', '') },
    limitSeconds: 6,
  },
  {
    name: 'takes_cr_for_lf',
    mistake: 'A CR ends a line, as an LF does.',
    caughtBy: ['records.cr', 'work.cr'],
    behaviour: {
      decode: (bytes) => {
        const end = bytes.indexOf(0x0d);
        return bytes.subarray(0, end < 0 ? bytes.length : end).toString();
      },
      lengthOf: (bytes) => bytes.filter((byte) => byte !== LF).length,
    },
    limitSeconds: 6,
  },
];
