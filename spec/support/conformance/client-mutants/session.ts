import { USUAL_NAMES } from '../../../../lib/conformance/client/questions.js';
import type { Behaviour, Command } from '../behaviour.js';
import type { ClientMutant } from '../client-mutant.js';
import { CORRECT } from '../correct-client.js';

/** Mistakes that show in whole sessions. */
export const SESSION_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'hello_in_lower_case',
    mistake: 'It answers HELLO in lower case.',
    caughtBy: ['session.plain', 'session.no_requests'],
    behaviour: answering('hello', 'helloback'),
  },
  {
    name: 'okay',
    mistake: 'It answers DONE with another word than OK.',
    caughtBy: ['session.plain', 'session.twice'],
    behaviour: answering('done', 'OKAY'),
  },
  {
    name: 'fixed_order',
    mistake: 'It counts on the usual names in the usual order.',
    caughtBy: ['session.any_order', 'session.many_requests', 'session.unknown_names'],
    behaviour: requestsOnly(({ name }, { asked }) => name === USUAL_NAMES[asked.size]),
  },
  {
    name: 'wants_a_request',
    mistake: 'It takes DONE only after a request.',
    caughtBy: ['session.no_requests'],
    behaviour: {
      mayFollow: (memory, command) =>
        CORRECT.mayFollow(memory, command) && (command.kind !== 'done' || memory.step === 'request'),
    },
  },
  {
    name: 'hundred_requests',
    mistake: 'It answers no more than a hundred requests.',
    caughtBy: ['session.many_requests'],
    behaviour: requestsOnly((_command, { asked }) => [...asked.values()].reduce((a, b) => a + b, 0) < 100),
  },
  {
    name: 'once_only',
    mistake: 'It runs only once.',
    caughtBy: ['session.twice', 'session.new_token', 'session.number_words'],
    behaviour: () => {
      let runs = 0;
      return {
        onSecure: (socket) => {
          runs += 1;
          if (runs > 1) socket.destroy();
        },
      };
    },
  },
  {
    name: 'keeps_the_token',
    mistake: 'It keeps the first token for its checksums.',
    caughtBy: ['session.new_token', 'session.command_words'],
    behaviour: () => {
      let kept: string | null = null;
      return {
        checksum: (token, randomString, behaviour) =>
          CORRECT.checksum((kept ??= token), randomString, behaviour),
      };
    },
  },
  {
    name: 'keeps_the_suffix',
    mistake: 'It keeps the first suffix for every token.',
    caughtBy: ['session.new_token'],
    behaviour: () => {
      let kept: Promise<string | Buffer> | null = null;
      return { solve: (...all) => (kept ??= CORRECT.solve(...all)) };
    },
  },
  {
    name: 'one_at_a_time',
    mistake: 'It cannot run while it runs.',
    caughtBy: ['session.parallel'],
    behaviour: () => {
      let running = false;
      return {
        onSecure: (socket) => {
          if (running) socket.destroy();
          running = true;
        },
        afterOk: (socket) => {
          running = false;
          return CORRECT.afterOk(socket);
        },
      };
    },
  },
  {
    name: 'keeps_checksums_by_name',
    mistake: 'It keeps the checksum of a name.',
    caughtBy: ['session.same_name', 'session.many_requests'],
    behaviour: () => {
      const kept = new Map<string, string>();
      return {
        answer: async (command, memory, behaviour, stop) => {
          if (command.kind !== 'request') return CORRECT.answer(command, memory, behaviour, stop);
          const { name, randomString } = command;
          const checksum = kept.get(name) ?? behaviour.checksum(memory.token, randomString, behaviour);
          kept.set(name, checksum);
          return `${checksum} ${behaviour.value(name, 0)}`;
        },
      };
    },
  },
  {
    name: 'new_random_strings_only',
    mistake: 'It refuses a random string that it has seen before.',
    caughtBy: ['session.same_random_string'],
    behaviour: () => {
      const seen = new Set<string>();
      return requestsOnly(({ randomString }) => seen.size < seen.add(randomString).size);
    },
  },
  {
    name: 'usual_names_only',
    mistake: 'It refuses names that it does not know.',
    caughtBy: ['session.unknown_names', 'session.digit_names', 'session.command_names'],
    behaviour: requestsOnly(({ name }) => USUAL_NAMES.includes(name)),
  },
  {
    name: 'words_of_64',
    mistake: 'It refuses a token or a random string of more than 64 characters.',
    caughtBy: ['session.longest_words', 'session.symbol_words', 'session.checksum_lengths'],
    behaviour: { tokenRule: /^[A-Za-z0-9_-]{1,64}$/ },
  },
  {
    name: 'names_of_127',
    mistake: 'It refuses a name of 128 characters.',
    caughtBy: ['session.longest_words', 'session.digit_names'],
    behaviour: { nameRule: /^[A-Z0-9_]{1,127}$/ },
  },
  {
    name: 'buffer_of_256',
    mistake: 'It reads lines into a buffer of 256 bytes.',
    caughtBy: ['session.longest_words'],
    behaviour: { maxLineBytes: 255 },
  },
  {
    name: 'words_of_two',
    mistake: 'It refuses a token or a random string of 1 character.',
    caughtBy: ['session.shortest_words'],
    behaviour: { tokenRule: /^[A-Za-z0-9_-]{2,128}$/ },
  },
  {
    name: 'dash_is_option',
    mistake: 'It gives what it hashes to a program that takes a "-" at its front for an option.',
    caughtBy: ['session.dash_words', 'session.symbol_words'],
    behaviour: { hash: (text) => CORRECT.hash(text.replace(/^-+/, '')) },
  },
  {
    name: 'needs_a_letter',
    mistake: 'It refuses words without a letter or digit.',
    caughtBy: ['session.symbol_words'],
    behaviour: { tokenRule: /^(?=.*[A-Za-z0-9])[A-Za-z0-9_-]{1,128}$/ },
  },
  {
    name: 'numbers',
    mistake: 'It turns words that look like numbers into numbers.',
    caughtBy: ['session.number_words'],
    behaviour: {
      checksum: (token, randomString, behaviour) => {
        const number = Number(randomString);
        return CORRECT.checksum(token, Number.isNaN(number) ? randomString : String(number), behaviour);
      },
    },
  },
  {
    name: 'names_are_identifiers',
    mistake: 'It refuses a name that begins with a digit.',
    caughtBy: ['session.digit_names', 'session.shortest_words'],
    behaviour: { nameRule: /^[A-Z_][A-Z0-9_]{0,127}$/ },
  },
  {
    name: 'own_words_refused',
    mistake: 'It refuses a name that is one of its own words.',
    caughtBy: ['session.answer_names'],
    behaviour: { nameRule: /^(?!OK$|HELLOBACK$)[A-Z0-9_]{1,128}$/ },
  },
  {
    name: 'fail_by_prefix',
    mistake: 'It takes every line that begins with FAIL for a FAIL.',
    caughtBy: ['session.command_names'],
    behaviour: { isFail: (text) => text.startsWith('FAIL') },
  },
  {
    name: 'done_by_prefix',
    mistake: 'It takes every line that begins with DONE for DONE.',
    caughtBy: ['session.command_names'],
    behaviour: {
      parse: (line, behaviour) =>
        line.toString().startsWith('DONE') ? { kind: 'done' } : CORRECT.parse(line, behaviour),
    },
  },
  {
    name: 'fail_anywhere',
    mistake: 'It takes every line that holds FAIL for a FAIL.',
    caughtBy: ['session.command_words', 'session.command_names'],
    behaviour: { isFail: (text) => text.includes('FAIL') },
  },
  {
    name: 'words_differ',
    mistake: 'It counts on a random string that is not the token.',
    caughtBy: ['session.random_string_is_token'],
    behaviour: requestsOnly(({ randomString }, { token }) => randomString !== token),
  },
  {
    name: 'padding',
    mistake: 'Its own SHA-256 is wrong where the padding needs a block of its own.',
    caughtBy: ['session.checksum_lengths', 'work.token_lengths'],
    behaviour: { hash: (text) => CORRECT.hash(text.length % 64 >= 56 ? `${text}\u0080` : text) },
  },
];

function answering(kind: Command['kind'], answer: string): Partial<Behaviour> {
  return {
    answer: async (command, ...rest) => (command.kind === kind ? answer : CORRECT.answer(command, ...rest)),
  };
}

type Request = Extract<Command, { kind: 'request' }>;

/** Refuses requests for which this does not hold. */
function requestsOnly(
  holds: (request: Request, memory: Parameters<Behaviour['mayFollow']>[0]) => boolean,
): Partial<Behaviour> {
  return {
    mayFollow: (memory, command) =>
      CORRECT.mayFollow(memory, command) && (command.kind !== 'request' || holds(command, memory)),
  };
}
