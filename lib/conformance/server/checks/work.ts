import { broken, skipped } from '../../engine/finding.js';
import type { ClientPeer } from '../client-peer.js';
import { failsWith, INVALID_SUFFIX, mustBeWork } from '../failures.js';
import type { ServerCheck } from '../server-check.js';
import { solves } from '../solving.js';
import { isWrongFor, solve, takeRequest, toWork, type Work } from '../steps.js';
import { PROOF_CHECKS } from './proof.js';

/** A session for each is too much work above this. */
const MANY_SESSIONS_BITS = 14;

/** The proof of work, and its tokens. */
export const WORK_CHECKS: readonly ServerCheck[] = [
  ...PROOF_CHECKS,
  {
    id: 'work.replayed',
    level: 'must',
    section: 'work',
    rule: `A suffix that was accepted in one session is of no use in the next: ${INVALID_SUFFIX}`,
    timeFactor: 4,
    play: async (stage) => {
      const identity = await stage.identity();
      for (;;) {
        const first = await toWork(stage, { identity });
        mustBeWork(first.work);
        const suffix = await solve(stage, first.work);
        await first.peer.say(suffix);
        await takeRequest(first.peer);
        first.peer.reset();
        const { peer, work } = await toWork(stage, { identity });
        if (work.token === first.work.token) {
          throw broken('another token after the first was accepted', 'the same one', 'Its token is fixed.');
        }
        if (solves(work.token, suffix, work.nBits)) continue;
        await peer.say(suffix);
        await failsWith(peer, INVALID_SUFFIX, 'It accepts what solved another token.');
        return;
      }
    },
  },
  {
    id: 'work.fresh_tokens',
    level: 'must',
    section: 'work',
    rule: 'No token comes again once its work was handed in: twenty sessions have twenty tokens.',
    timeFactor: 4,
    play: async (stage) => {
      const tokens = new Set<string>();
      for (let n = 0; n < 20; n++) {
        const { peer, work } = await toWork(stage);
        if (tokens.has(work.token))
          throw broken('a token that is new', work.token, 'Its tokens are not random.');
        tokens.add(work.token);
        if (work.nBits > MANY_SESSIONS_BITS) throw skipped(tooMuch(work));
        await handIn(peer, await solve(stage, work));
      }
    },
  },
  {
    id: 'work.own_tokens',
    level: 'must',
    section: 'work',
    rule: 'Sessions that are open at once have tokens of their own, those of one certificate too.',
    play: async (stage) => {
      const first = await toWork(stage);
      const second = await toWork(stage);
      if (first.work.token === second.work.token)
        throw broken('two tokens', `${first.work.token} twice`, 'Its token is the same for all.');
    },
  },
  {
    id: 'work.sticky',
    level: 'info',
    section: 'work',
    rule: 'A client that left in WORK gets the same work again, so that nothing is lost.',
    play: async (stage) => {
      const first = await toWork(stage);
      first.peer.leave();
      await first.peer.client.closed;
      const { work } = await toWork(stage);
      if (work.token !== first.work.token) throw broken('the token of the session before', 'another one');
    },
  },
  {
    id: 'work.token_ends',
    level: 'info',
    section: 'work',
    rule: 'A wrong suffix ends its token: who guesses gets new work.',
    play: async (stage) => {
      const first = await toWork(stage);
      mustBeWork(first.work);
      await first.peer.say(await solve(stage, first.work, isWrongFor(first.work)));
      await failsWith(first.peer, INVALID_SUFFIX);
      const { work } = await toWork(stage);
      if (work.token === first.work.token) throw broken('another token', 'the same one');
    },
  },
  {
    id: 'work.second_answer',
    level: 'must',
    section: 'work',
    rule: 'A second line with the suffix was not asked for: the session fails, and the line answers no request.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work } = await toWork(stage);
      const suffix = await solve(stage, work);
      await peer.send(`${suffix}\n${suffix}\n`);
      // The request may have been on its way.
      for (let n = 0; n < 2; n++) {
        const line = await peer.line('"FAIL " and a reason');
        if (line.startsWith('FAIL ')) return;
      }
      throw broken('"FAIL " and a reason', 'one request more');
    },
  },
];

async function handIn(peer: ClientPeer, suffix: string): Promise<void> {
  await peer.say(suffix);
  await takeRequest(peer);
  peer.leave();
}

function tooMuch({ nBits }: Work): string {
  return `work of ${nBits} bits is too much for twenty sessions: let the server ask for ${MANY_SESSIONS_BITS} or fewer`;
}
