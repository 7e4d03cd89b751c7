import { USUAL_NAMES } from '../../../../lib/conformance/client/questions.js';
import type { ClientMutant } from '../client-mutant.js';
import { CORRECT } from '../correct-client.js';

/** Mistakes in answers. */
export const VALUE_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'upper_case_checksum',
    mistake: 'Its checksums are in upper case.',
    caughtBy: ['values.checksum'],
    behaviour: { checksum: (...all) => CORRECT.checksum(...all).toUpperCase() },
  },
  {
    name: 'checksum_of_random_string_first',
    mistake: 'It hashes the random string before the token.',
    caughtBy: ['values.checksum'],
    behaviour: { checksum: (token, randomString, all) => CORRECT.checksum(randomString, token, all) },
  },
  {
    name: 'checksum_with_lf',
    mistake: 'It hashes the LF of the line, too.',
    caughtBy: ['values.checksum'],
    behaviour: { checksum: (token, randomString, all) => CORRECT.checksum(token, `${randomString}\n`, all) },
  },
  {
    name: 'checksum_with_colon',
    mistake: 'It writes a colon behind the checksum.',
    caughtBy: ['values.checksum'],
    behaviour: { checksum: (...all) => `${CORRECT.checksum(...all)}:` },
  },
  {
    name: 'latin_1',
    mistake: 'It writes its values in Latin-1.',
    caughtBy: ['values.utf8'],
    behaviour: {
      value: () => 'São Paulo',
      answer: async (...all) => Buffer.from(String(await CORRECT.answer(...all)), 'latin1'),
    },
  },
  {
    name: 'utf_8_cut',
    mistake: 'It cuts a value within a character.',
    caughtBy: ['values.utf8'],
    behaviour: {
      value: () => 'Zoë',
      answer: async (command, ...rest) => {
        const answer = Buffer.from((await CORRECT.answer(command, ...rest)) ?? '');
        return command.kind === 'request' ? answer.subarray(0, -1) : answer;
      },
    },
  },
  {
    name: 'value_of_935',
    mistake: 'It sends a value of 935 bytes.',
    caughtBy: ['values.length'],
    behaviour: { value: (name) => (name === 'ADDR_LINE2' ? 'v'.repeat(935) : '') },
  },
  {
    name: 'characters_for_bytes',
    mistake: 'It counts characters where bytes are limited.',
    caughtBy: ['values.length'],
    behaviour: { value: () => 'ü'.repeat(900) },
  },
  {
    name: 'two_spaces',
    mistake: 'It writes two spaces between checksum and value.',
    caughtBy: ['values.one_space'],
    behaviour: { checksum: (...all) => `${CORRECT.checksum(...all)} ` },
  },
  {
    name: 'undefined_value',
    mistake: 'It writes "undefined" for names that it does not know.',
    caughtBy: ['values.no_value'],
    behaviour: { value: (name) => (USUAL_NAMES.includes(name) ? 'known' : 'undefined') },
  },
  {
    name: 'none_value',
    mistake: 'It writes "None" for names that it does not know.',
    caughtBy: ['values.no_value'],
    behaviour: { value: (name) => (USUAL_NAMES.includes(name) ? 'known' : 'None') },
  },
  {
    name: 'tab_in_value',
    mistake: 'It sends values with tabs.',
    caughtBy: ['values.control_characters'],
    behaviour: { value: () => 'a\tb' },
  },
  {
    name: 'cr_in_value',
    mistake: 'It ends values with the CR of the file that it has read them from.',
    caughtBy: ['values.control_characters'],
    behaviour: { value: () => 'Ada\r' },
  },
  {
    name: 'another_value_each_time',
    mistake: 'It makes up a value anew each time.',
    caughtBy: ['values.same_again'],
    behaviour: { value: (_name, nth) => `value ${nth}` },
  },
];
