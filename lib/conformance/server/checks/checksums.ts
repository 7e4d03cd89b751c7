import { broken, skipped } from '../../engine/finding.js';
import { checksumOf } from '../../peers/solve.js';
import { failsWith, INVALID_CHECKSUM } from '../failures.js';
import type { ServerCheck } from '../server-check.js';
import {
  answerAll,
  answerFrom,
  finish,
  replyTo,
  takeRequest,
  toDone,
  toRequest,
  type AtRequest,
} from '../steps.js';

/** Random strings that are shorter may come twice by chance. */
const LONG_ENOUGH = 8;
const SESSIONS = 20;

/** An answer to a request that has no right checksum. */
function refused(name: string, what: string, answerOf: (at: AtRequest) => string): ServerCheck {
  return {
    id: `checksums.${name}`,
    level: 'must',
    section: 'checksums',
    rule: `${what}: ${INVALID_CHECKSUM}`,
    timeFactor: 2,
    play: async (stage) => {
      const at = await toRequest(stage);
      await at.peer.say(answerOf(at));
      await failsWith(
        at.peer,
        INVALID_CHECKSUM,
        'It does not compare the first word with the checksum, exactly.',
      );
    },
  };
}

/** An answer to every request that is right, written in a way of its own. */
function accepted(name: string, rule: string, answerOf: (checksum: string) => string): ServerCheck {
  return {
    id: `checksums.${name}`,
    level: 'must',
    section: 'checksums',
    rule,
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work, request } = await toRequest(stage);
      await peer.say(answerOf(checksumOf(work.token, request.randomString)));
      await answerAll({ peer, work });
      await finish({ peer, work });
    },
  };
}

const right = ({ work, request }: AtRequest): string => checksumOf(work.token, request.randomString);

/** The checksums of answers, and the requests. */
export const CHECKSUM_CHECKS: readonly ServerCheck[] = [
  {
    id: 'checksums.words',
    level: 'must',
    section: 'checksums',
    rule: 'A request is a name of A-Z0-9_ and a random string of A-Za-z0-9_-, 1 to 128 characters each, with one space.',
    timeFactor: 2,
    play: async (stage) => {
      await finish(await toDone(stage));
    },
  },
  refused('upper_case', 'A checksum in upper case', (at) => `${right(at).toUpperCase()} value`),
  refused(
    'swapped',
    'A checksum over the random string and then the token',
    ({ work, request }) => `${checksumOf(request.randomString, work.token)} value`,
  ),
  refused(
    'of_random_string',
    'A checksum over the random string alone',
    ({ request }) => `${checksumOf('', request.randomString)} value`,
  ),
  refused('of_token', 'A checksum over the token alone', ({ work }) => `${checksumOf(work.token, '')} value`),
  refused('missing', 'A value without a checksum', () => 'value'),
  refused('empty_line', 'An empty line in place of an answer', () => ''),
  refused('one_digit', 'A checksum with one wrong digit', (at) => `${oneDigitOff(right(at))} value`),
  refused('cut', 'A checksum of 63 digits', (at) => `${right(at).slice(0, -1)} value`),
  refused('longer', 'A checksum with one digit more', (at) => `${right(at)}0 value`),
  refused('no_space', 'A checksum that the value follows without a space', (at) => `${right(at)}value`),
  refused('tab', 'A tab in place of the space', (at) => `${right(at)}\tvalue`),
  refused('space_before', 'A space before the checksum', (at) => ` ${right(at)} value`),
  refused('cr', 'A CR after a checksum without a value', (at) => `${right(at)}\r`),
  {
    id: 'checksums.of_earlier',
    level: 'must',
    section: 'checksums',
    rule: `The checksum of an earlier request: ${INVALID_CHECKSUM}`,
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work, request } = await toRequest(stage);
      await peer.say(replyTo(work, request, 'value'));
      const second = await takeRequest(peer);
      if (second === null) throw skipped('the server asks only once');
      if (second.randomString === request.randomString) {
        throw broken('another random string', second.randomString, 'Its random string is fixed.');
      }
      await peer.say(replyTo(work, request, 'value'));
      await failsWith(peer, INVALID_CHECKSUM, 'It compares with the wrong random string.');
    },
  },
  {
    id: 'checksums.of_other_session',
    level: 'must',
    section: 'checksums',
    rule: `The checksum of another session: ${INVALID_CHECKSUM}`,
    timeFactor: 4,
    play: async (stage) => {
      const [first, second] = [await toRequest(stage), await toRequest(stage)];
      if (right(first) === right(second)) {
        throw broken(
          'other checksums in another session',
          right(first),
          'Its token and random string are fixed.',
        );
      }
      await second.peer.say(`${right(first)} value`);
      await failsWith(second.peer, INVALID_CHECKSUM);
      await answerFrom(first);
      await finish(first);
    },
  },
  accepted(
    'empty_value',
    'An empty value: the checksum, and a space after it.',
    (checksum) => `${checksum} `,
  ),
  accepted('empty_value_alone', 'An empty value: the checksum alone.', (checksum) => checksum),
  accepted('spaces', 'A value may have spaces, also at its ends.', (checksum) => `${checksum}  a  b  `),
  {
    id: 'checksums.fresh',
    level: 'must',
    section: 'checksums',
    rule: 'No random string comes again: not in twenty sessions.',
    timeFactor: 4,
    play: async (stage) => {
      const seen = new Set<string>();
      let repeats = 0;
      for (let n = 0; n < SESSIONS; n++) {
        const { requests } = await toDone(stage);
        for (const { randomString } of requests) {
          if (!seen.has(randomString)) seen.add(randomString);
          else if (randomString.length >= LONG_ENOUGH || ++repeats > 2) {
            throw broken('a random string that is new', randomString, 'Its random strings are not random.');
          }
        }
      }
    },
  },
];

function oneDigitOff(checksum: string): string {
  return `${checksum.slice(0, -1)}${checksum.endsWith('0') ? '1' : '0'}`;
}
