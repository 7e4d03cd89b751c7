import type { Behaviour } from '../behaviour.js';
import type { ClientMutant } from '../client-mutant.js';
import { CORRECT } from '../correct-client.js';

const KNOWN = /^(HELLO$|WORK |DONE$|FAIL|[A-Z0-9_]+ )/;
const ANY_TOKEN = /^[^ ]{1,128}$/;
const PIECE_BYTES = 65_536;
/** What a client makes of a line that it throws away. */
const NOTHING = { kind: 'request', name: '', randomString: '' } as const;

/** Throws away what is too long, piece by piece, and keeps nothing of it. */
const BOTTOMLESS: Partial<Behaviour> = {
  maxLineBytes: Infinity,
  cut: (unread) =>
    CORRECT.cut(unread) ??
    (unread.length < PIECE_BYTES ? null : { line: unread, rest: unread.subarray(unread.length) }),
  parse: (line, behaviour) => (line.length > 999 ? NOTHING : CORRECT.parse(line, behaviour)),
  mayFollow: (memory, command) => command === NOTHING || CORRECT.mayFollow(memory, command),
  answer: (command, ...rest) =>
    command === NOTHING ? Promise.resolve(null) : CORRECT.answer(command, ...rest),
};

/** Mistakes in reading lines and words. */
export const LINE_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'strips_cr',
    mistake: 'It takes CR LF for the end of a line.',
    caughtBy: ['lines.cr_hello', 'lines.cr_work', 'lines.cr_request', 'lines.cr_done'],
    behaviour: { clean: (text) => text.replace(/\r$/, '') },
  },
  {
    name: 'universal_newlines',
    mistake: 'It takes CR, LF and CR LF for the end of a line.',
    caughtBy: ['lines.cr_alone', 'lines.cr_hello'],
    behaviour: {
      noticesEarly: false,
      cut: (unread) => {
        const [end] = /\r\n|\r|\n/.exec(unread.toString('latin1')) ?? [];
        if (end === undefined) return null;
        const at = unread.indexOf(end);
        return { line: unread.subarray(0, at), rest: unread.subarray(at + end.length) };
      },
    },
  },
  {
    name: 'strips_lines',
    mistake: 'It strips white space from both ends of a line.',
    caughtBy: [
      ...['lines.space_before_hello', 'lines.space_after_hello', 'lines.space_before_work'],
      ...['lines.space_before_request', 'lines.space_after_request', 'lines.space_after_done'],
      ...['lines.no_break_space_after', 'lines.byte_order_mark', 'lines.cr_hello'],
    ],
    behaviour: { clean: (text) => text.trim() },
  },
  {
    name: 'splits_at_white_space',
    mistake: 'It splits a line at any white space.',
    caughtBy: [
      ...['lines.two_spaces_work', 'lines.two_spaces_request', 'lines.tab_work', 'lines.tab_request'],
      'lines.no_break_space',
    ],
    behaviour: { words: (text) => text.split(/\s+/) },
  },
  {
    name: 'skips_empty_lines',
    mistake: 'It skips empty lines.',
    caughtBy: ['lines.empty_first', 'lines.empty_later'],
    behaviour: {
      cut: (unread) => {
        const first = unread.findIndex((byte) => byte !== 0x0a);
        return first < 0 ? null : CORRECT.cut(unread.subarray(first));
      },
    },
  },
  {
    name: 'skips_unknown_lines',
    mistake: 'It skips lines that it does not know.',
    caughtBy: [
      ...['lines.skipped_before_hello', 'lines.skipped_before_work'],
      ...['lines.skipped_before_request', 'lines.skipped_before_done'],
    ],
    behaviour: {
      cut: (unread) => {
        let taken = CORRECT.cut(unread);
        while (taken !== null && !KNOWN.test(taken.line.toString())) taken = CORRECT.cut(taken.rest);
        return taken;
      },
    },
  },
  {
    name: 'answers_unknown_lines',
    mistake: 'It answers a line that it does not know, to say so.',
    caughtBy: ['lines.unknown_word', 'lines.only_a_space', 'lines.case_hello', 'lines.utf8_hello'],
    behaviour: { onBadLine: () => 'ERROR' },
  },
  {
    name: 'ignores_case',
    mistake: 'It ignores the case of the first word.',
    caughtBy: [
      ...['lines.case_hello', 'lines.case_hello_title', 'lines.case_work', 'lines.case_name'],
      'lines.case_done',
    ],
    behaviour: { clean: (text) => text.replace(/^\S+/, (word) => word.toUpperCase()) },
  },
  {
    name: 'first_word_alone',
    mistake: 'It looks only at the first word of HELLO and DONE.',
    caughtBy: [
      ...['lines.hello_argument', 'lines.done_argument', 'lines.space_after_hello'],
      'lines.space_after_done',
    ],
    behaviour: { clean: (text) => text.replace(/^(HELLO|DONE) .*$/s, '$1') },
  },
  {
    name: 'first_letters_alone',
    mistake: 'It takes for HELLO what begins with it.',
    caughtBy: ['lines.hello_longer', 'lines.hello_argument', 'lines.cr_hello'],
    behaviour: { clean: (text) => (text.startsWith('HELLO') ? 'HELLO' : text) },
  },
  {
    name: 'counts_no_words',
    mistake: 'It takes as many words as it needs, and forgets the rest.',
    caughtBy: ['lines.work_with_more', 'lines.request_with_more', 'lines.space_after_request'],
    behaviour: { words: (text) => text.split(' ').slice(0, text.startsWith('WORK ') ? 3 : 2) },
  },
  {
    name: 'takes_empty_words',
    mistake: 'It takes an empty text, or none, for a token or a random string.',
    caughtBy: ['lines.work_without_token', 'lines.request_alone', 'lines.request_with_nothing'],
    behaviour: { tokenRule: /^[A-Za-z0-9_-]{0,128}$/ },
  },
  {
    name: 'bits_are_optional',
    mistake: 'It takes WORK without a number of bits for one that wants none.',
    caughtBy: ['lines.work_without_bits'],
    behaviour: { nBits: (word) => (word === '' ? 0 : CORRECT.nBits(word)) },
  },
  {
    name: 'takes_long_words',
    mistake: 'It does not limit the length of a word.',
    caughtBy: ['lines.long_token', 'lines.long_random_string', 'lines.long_name'],
    behaviour: { tokenRule: /^[A-Za-z0-9_-]+$/, nameRule: /^[A-Z0-9_]+$/ },
  },
  {
    name: 'takes_any_token',
    mistake: 'It takes every character in tokens and random strings.',
    caughtBy: [
      ...['lines.token_plus', 'lines.token_accent', 'lines.token_nul', 'lines.random_string_dot'],
      'lines.no_break_space_after',
    ],
    behaviour: { tokenRule: ANY_TOKEN },
  },
  {
    name: 'takes_any_name',
    mistake: 'It takes every first word for a name.',
    caughtBy: ['lines.case_name', 'lines.name_hyphen', 'lines.name_accent'],
    behaviour: { nameRule: /^[^ ]{1,128}$/u },
  },
  {
    name: 'takes_any_line',
    mistake: 'It takes every line that is no other command for a request.',
    caughtBy: ['lines.unknown_word', 'lines.only_a_space', 'lines.request_alone'],
    behaviour: { nameRule: /^.*$/su, tokenRule: /^.*$/su },
  },
  {
    name: 'names_of_any_script',
    mistake: 'It takes the upper-case letters of every script in names.',
    caughtBy: ['lines.name_accent'],
    behaviour: { nameRule: /^[\p{Lu}0-9_]{1,128}$/u },
  },
  {
    name: 'replaces_bytes',
    mistake: 'It replaces bytes that are not UTF-8, and takes what comes of it.',
    caughtBy: [
      ...['lines.utf8_lone_byte', 'lines.utf8_overlong', 'lines.utf8_surrogate', 'lines.utf8_cut'],
      'lines.utf8_token',
    ],
    behaviour: { decode: (line) => line.toString(), tokenRule: ANY_TOKEN },
  },
  {
    name: 'drops_bytes',
    mistake: 'It leaves out bytes that are not UTF-8.',
    caughtBy: [
      ...['lines.utf8_lone_byte', 'lines.utf8_overlong', 'lines.utf8_surrogate', 'lines.utf8_cut'],
      ...['lines.utf8_token', 'lines.utf8_hello', 'lines.utf8_done'],
    ],
    behaviour: { decode: (line) => line.toString().replaceAll('\ufffd', '') },
  },
  {
    name: 'skips_the_mark',
    mistake: 'It skips a byte order mark.',
    caughtBy: ['lines.byte_order_mark'],
    behaviour: { decode: (line) => new TextDecoder().decode(line) },
  },
  {
    name: 'drops_nul',
    mistake: 'It leaves out NUL.',
    caughtBy: ['lines.utf16', 'lines.token_nul'],
    behaviour: { clean: (text) => text.replaceAll('\0', '') },
  },
  {
    name: 'cuts_long_lines',
    mistake: 'It cuts what is too long off a line, and takes the rest.',
    caughtBy: ['lines.1001_bytes'],
    behaviour: { maxLineBytes: 2000, clean: (text) => text.slice(0, 100) },
  },
  {
    name: 'reads_for_ever',
    mistake: 'It throws away a line that is too long, and reads on.',
    caughtBy: ['lines.endless'],
    behaviour: BOTTOMLESS,
  },
  {
    name: 'takes_early_commands',
    mistake: 'It does not notice a command that came too early.',
    caughtBy: ['lines.two_at_once'],
    behaviour: { noticesEarly: false },
  },
];
