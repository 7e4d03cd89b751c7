import { sha256 } from '../server/correct-server.js';
import type { ServerMutant } from '../server/server-mutant.js';

const checksum = (token: string, randomString: string): string => sha256(token, randomString).toString('hex');

/** Mistakes in HELLO and in the words of requests and answers. */
export const WORD_MUTANTS: readonly ServerMutant[] = [
  {
    name: 'greets_otherwise',
    mistake: 'It says HELO.',
    caughtBy: ['hello.exact'],
    behaviour: { hello: 'HELO' },
  },
  {
    name: 'says_work_with_hello',
    mistake: 'It does not wait for HELLOBACK.',
    caughtBy: ['hello.waits'],
    behaviour: { withHello: '\nWORK early 5' },
  },
  {
    name: 'takes_any_answer_to_hello',
    mistake: 'It does not look at the answer to HELLO.',
    caughtBy: ['hello.other_word', 'hello.empty', 'hello.names_cr', 'fail.close_notify', 'fail.no_reset'],
    behaviour: { isHelloback: () => true },
  },
  {
    name: 'takes_the_beginning',
    mistake: 'It looks only at the first characters of HELLOBACK.',
    caughtBy: ['hello.longer', 'hello.shorter'],
    behaviour: { isHelloback: (text) => text.startsWith('HELLOBAC') },
  },
  {
    name: 'ignores_case',
    mistake: 'It takes words in any case.',
    caughtBy: ['hello.lower_case', 'checksums.upper_case', 'session.wrong_ok'],
    behaviour: {
      isHelloback: (text) => text.toUpperCase() === 'HELLOBACK',
      isOk: (text) => text.toUpperCase() === 'OK',
      isChecksum: (given, { token, randomString }) => given.toLowerCase() === checksum(token, randomString),
    },
  },
  {
    name: 'skips_a_byte_order_mark',
    mistake: 'Its decoder drops a byte-order mark.',
    caughtBy: ['hello.byte_order_mark'],
    behaviour: { clean: (text) => text.replace(/^\ufeff/, '') },
  },
  {
    name: 'strips_cr',
    mistake: 'It takes CR LF for the end of a line.',
    caughtBy: ['hello.cr_lf', 'work.cr', 'records.cr', 'checksums.cr'],
    behaviour: { clean: (text) => text.replace(/\r$/, '') },
    limitSeconds: 6,
  },
  {
    name: 'does_not_name_cr',
    mistake: 'The author of a client with CR LF is not told of it.',
    caughtBy: ['hello.names_cr'],
    behaviour: { failLine: (reason) => `FAIL ${reason.replace(/ The line ended.*/, '')}` },
  },
  {
    name: 'fails_without_a_reason',
    mistake: 'It says FAIL, and nothing more.',
    caughtBy: ['hello.other_word', 'checksums.missing', 'framing.no_lf', 'framing.two_at_once'],
    behaviour: { failLine: () => 'FAIL' },
  },
  {
    name: 'has_lower_case_names',
    mistake: 'Its names are in lower case.',
    caughtBy: ['checksums.words'],
    behaviour: { names: ['full_name'] },
  },
  {
    name: 'has_long_random_strings',
    mistake: 'Its random strings have 129 characters.',
    caughtBy: ['checksums.words'],
    behaviour: { randomString: () => 'x'.repeat(129) },
  },
  {
    name: 'has_one_random_string',
    mistake: 'Its random string is a constant.',
    caughtBy: ['checksums.fresh', 'checksums.of_earlier'],
    behaviour: { randomString: () => 'LGTkLGTk' },
  },
  {
    name: 'looks_for_the_checksum_anywhere',
    mistake: 'It accepts a line that contains the checksum.',
    caughtBy: ['checksums.longer', 'checksums.no_space', 'checksums.tab'],
    behaviour: {
      isChecksum: (given, { token, randomString }) => given.includes(checksum(token, randomString)),
    },
  },
  {
    name: 'compares_a_part',
    mistake: 'It compares the first digits alone.',
    caughtBy: ['checksums.one_digit', 'checksums.cut', 'checksums.longer'],
    behaviour: {
      isChecksum: (given, { token, randomString }) =>
        given.slice(0, 60) === checksum(token, randomString).slice(0, 60),
    },
  },
  {
    name: 'does_not_look_at_checksums',
    mistake: 'It accepts any checksum.',
    caughtBy: [
      'checksums.missing',
      'checksums.empty_line',
      'load.beside_wrong',
      'fail.closes',
      'records.refused_answer',
    ],
    behaviour: { isChecksum: () => true },
  },
  {
    name: 'takes_either_order',
    mistake: 'It accepts the digest of random string and token, too.',
    caughtBy: ['checksums.swapped'],
    behaviour: {
      isChecksum: (given, { token, randomString }) =>
        given === checksum(token, randomString) || given === checksum(randomString, token),
    },
  },
  {
    name: 'takes_half_a_checksum',
    mistake: 'It accepts a digest of one of the two.',
    caughtBy: ['checksums.of_random_string', 'checksums.of_token'],
    behaviour: {
      isChecksum: (given, { token, randomString }) =>
        [checksum(token, randomString), checksum('', randomString), checksum(token, '')].includes(given),
    },
  },
  {
    name: 'takes_an_earlier_checksum',
    mistake: 'It accepts the checksum of the request before, too.',
    caughtBy: ['checksums.of_earlier'],
    behaviour: {
      isChecksum: (given, { token, randomString, earlierRandomString }) =>
        given === checksum(token, randomString) || given === checksum(token, earlierRandomString),
    },
  },
  {
    name: 'takes_the_checksum_of_anybody',
    mistake: 'It accepts what it has asked any client for.',
    caughtBy: ['checksums.of_other_session'],
    behaviour: () => {
      const asked: (readonly [string, string])[] = [];
      return {
        isChecksum: (given, { token, randomString }) => {
          const isRight = given === checksum(token, randomString);
          return isRight || asked.some(([one, other]) => checksum(one, other) === given);
        },
        randomString: (memory) => {
          const randomString = `random-${asked.length}-${memory.sessions}`;
          asked.push([memory.lastToken, randomString]);
          return randomString;
        },
      };
    },
  },
  {
    name: 'wants_a_value',
    mistake: 'It refuses an empty value.',
    caughtBy: ['checksums.empty_value', 'checksums.empty_value_alone'],
    behaviour: {
      split: (text) => {
        const [, given = '', value = ''] = /^(\S*) (.+)$/s.exec(text) ?? [];
        return { checksum: given, value };
      },
    },
  },
  {
    name: 'takes_the_last_space',
    mistake: 'It splits the line at its last space.',
    caughtBy: ['checksums.spaces', 'records.spaces'],
    behaviour: {
      split: (text) => {
        const at = text.lastIndexOf(' ');
        return at < 0
          ? { checksum: text, value: '' }
          : { checksum: text.slice(0, at), value: text.slice(at + 1) };
      },
    },
  },
  {
    name: 'mixes_sessions',
    mistake: 'It judges answers by the last token and random string that it gave to anybody.',
    caughtBy: ['load.own_answers', 'records.not_swapped'],
    behaviour: {
      isChecksum: (given, _, { lastToken, lastRandomString }) =>
        given === checksum(lastToken, lastRandomString),
    },
  },
];
