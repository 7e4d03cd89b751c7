import { createHash } from 'node:crypto';
import { zeroBitsOf } from '../../peers/solve.js';
import { failsWith, INVALID_SUFFIX, mustBeWork } from '../failures.js';
import type { ServerCheck } from '../server-check.js';
import { solves } from '../solving.js';
import { isWrongFor, solve, takeRequest, toWork, type Work } from '../steps.js';

const LONGEST = 999;

/** A suffix that satisfies the work, and is written in a way of its own. */
function accepted(
  name: string,
  rule: string,
  suffixOf: (n: string) => string,
  misread: (suffix: string) => string | null,
): ServerCheck {
  return {
    id: `work.${name}`,
    level: 'must',
    section: 'work',
    rule,
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work } = await toWork(stage);
      const isRight = (text: string | null): boolean => text !== null && solves(work.token, text, work.nBits);
      // Who misreads it must not find that it fits all the same.
      const isFit = (n: string): boolean =>
        isRight(suffixOf(n)) && (work.nBits === 0 || !isRight(misread(suffixOf(n))));
      const found = await solve(stage, work, isFit);
      await peer.say(suffixOf(found));
      await takeRequest(peer);
    },
  };
}

/** A suffix that looks right to a server that counts in another way. */
function refused(
  name: string,
  rule: string,
  cause: string,
  isWanted: (work: Work, suffix: string) => boolean,
): ServerCheck {
  return {
    id: `work.${name}`,
    level: 'must',
    section: 'work',
    rule: `${rule} ${INVALID_SUFFIX}`,
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work } = await toWork(stage);
      mustBeWork(work);
      const isWrong = isWrongFor(work);
      await peer.say(await solve(stage, work, (suffix) => isWrong(suffix) && isWanted(work, suffix)));
      await failsWith(peer, INVALID_SUFFIX, cause);
    },
  };
}

/** What is a proof of work, and what is none. */
export const PROOF_CHECKS: readonly ServerCheck[] = [
  {
    id: 'work.words',
    level: 'must',
    section: 'work',
    rule: 'WORK, a token of 1 to 128 characters of A-Za-z0-9_-, n_bits from 0 to 64 in plain decimals: with single spaces.',
    play: async (stage) => {
      await toWork(stage);
    },
  },
  {
    id: 'work.exact_bits',
    level: 'must',
    section: 'work',
    rule: 'A digest that ends in exactly n_bits zero bits is accepted.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work } = await toWork(stage);
      await peer.say(await solve(stage, work, (suffix) => zeroBitsOf(work.token, suffix) === work.nBits));
      await takeRequest(peer);
    },
  },
  {
    id: 'work.more_bits',
    level: 'must',
    section: 'work',
    rule: 'A digest that ends in more than n_bits zero bits is accepted.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work } = await toWork(stage);
      await peer.say(await solve(stage, work, (suffix) => solves(work.token, suffix, work.nBits + 1)));
      await takeRequest(peer);
    },
  },
  refused(
    'one_bit_short',
    'One zero bit less than n_bits is not enough.',
    'It counts whole bytes or hexadecimal digits, or is off by one.',
    ({ token, nBits }, suffix) => zeroBitsOf(token, suffix) === nBits - 1,
  ),
  refused(
    'leading_zeros',
    'The zero bits are those at the end of the digest, not at its beginning.',
    'It counts from the wrong end.',
    ({ token, nBits }, suffix) => leadingZeros(token + suffix) >= nBits,
  ),
  refused(
    'of_suffix_alone',
    'The digest is that of token and suffix, not of the suffix alone.',
    'It leaves the token out.',
    ({ nBits }, suffix) => solves('', suffix, nBits),
  ),
  refused(
    'swapped',
    'The token comes first in the digest, then the suffix.',
    'It hashes the suffix before the token.',
    ({ token, nBits }, suffix) => solves(suffix, token, nBits),
  ),
  refused(
    'with_space',
    'Nothing stands between token and suffix in the digest.',
    'It hashes a space between them.',
    ({ token, nBits }, suffix) => solves(`${token} `, suffix, nBits),
  ),
  refused(
    'with_lf',
    'The LF of the line is no part of the suffix.',
    'It hashes the line with its LF.',
    ({ token, nBits }, suffix) => solves(token, `${suffix}\n`, nBits),
  ),
  {
    id: 'work.empty_suffix',
    level: 'must',
    section: 'work',
    rule: `An empty suffix is judged by its digest: nearly always ${INVALID_SUFFIX}`,
    play: async (stage) => {
      const { peer, work } = await toWork(stage);
      await peer.say('');
      if (solves(work.token, '', work.nBits)) await takeRequest(peer);
      else await failsWith(peer, INVALID_SUFFIX, 'It takes an empty line for no answer.');
    },
  },
  accepted(
    'spaces',
    'A suffix may have spaces, also at its ends: they are hashed.',
    (n) => ` ${n}  x `,
    (text) => text.trim(),
  ),
  accepted(
    'utf8',
    'A suffix may have any characters: their UTF-8 bytes are hashed.',
    (n) => `é€😀${n}`,
    (text) => Buffer.from(text).toString('latin1'),
  ),
  accepted(
    'cr',
    'A CR at the end of a suffix is part of it.',
    (n) => `${n}\r`,
    (text) => text.trim(),
  ),
  accepted(
    'longest',
    'A suffix may have 999 bytes.',
    (n) => n.padEnd(LONGEST, '-'),
    () => null,
  ),
];

function leadingZeros(text: string): number {
  const digest = createHash('sha256').update(text).digest();
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.indexOf('1');
}
