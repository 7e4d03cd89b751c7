import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientCheck } from '../../client-check.js';
import { askDone, askFor, askHello, askWork, USUAL_NAMES } from '../../questions.js';
import { wholeSession } from '../../rounds.js';
import type { ClientStage, Meeting } from '../../stage.js';
import type { Running } from '../../../launch/launcher.js';

const AT_ONCE = 4;
/** Shorter than any limit of a client. */
const ASK_AGAIN_MS = 500;

/** Whole sessions: how many, and of how many requests. */
export const WHOLE_SESSIONS: readonly ClientCheck[] = [
  {
    id: 'session.plain',
    level: 'must',
    section: 'session',
    rule: 'A whole session ends with OK, and with exit code 0.',
    play: (stage) => wholeSession(stage),
  },
  {
    id: 'session.any_order',
    level: 'must',
    section: 'session',
    rule: 'A server asks for its names in any order.',
    play: (stage) => wholeSession(stage, { names: USUAL_NAMES.toReversed() }),
  },
  {
    id: 'session.no_requests',
    level: 'must',
    section: 'session',
    rule: 'A server may ask nothing: DONE can follow WORK.',
    play: (stage) => wholeSession(stage, { names: [] }),
  },
  {
    id: 'session.many_requests',
    level: 'must',
    section: 'session',
    rule: 'A server may ask a thousand times, and for a name again and again.',
    timeFactor: 2,
    play: (stage) => {
      const names = Array.from({ length: 1000 }, () => stage.random.pick(USUAL_NAMES));
      return wholeSession(stage, { names });
    },
  },
  {
    id: 'session.twice',
    level: 'must',
    section: 'session',
    rule: 'The program can be run again: the same server with the same words gets right answers again.',
    play: async (stage) => {
      const token = stage.random.token();
      await inTurn(stage, [token, token]);
    },
  },
  {
    id: 'session.new_token',
    level: 'must',
    section: 'session',
    rule: 'Each session has a token of its own: suffix and checksums are computed for it.',
    timeFactor: 2,
    play: (stage) => inTurn(stage, [stage.random.token(), stage.random.token(), stage.random.token()]),
  },
  {
    id: 'session.parallel',
    level: 'must',
    section: 'session',
    rule: `The program can run ${AT_ONCE} times at once.`,
    timeFactor: 2,
    play: playAtOnce,
  },
];

/** A run for each token, with the same random strings in each. */
async function inTurn(stage: ClientStage, tokens: readonly string[]): Promise<void> {
  const listener = await stage.listen();
  for (const token of tokens) {
    const program = await stage.start(listener.port);
    const peer = await stage.accept(listener, program);
    await askHello(peer);
    await askWork(peer, token);
    for (const name of USUAL_NAMES) await askFor(peer, token, name, `of_${name}`);
    await askDone(peer);
    await stage.succeeds({ listener, program, peer });
  }
}

/** The sessions overlap for sure: each goes on until all are there. */
async function playAtOnce(stage: ClientStage): Promise<void> {
  const listener = await stage.listen();
  const programs: Running[] = [];
  for (let count = 0; count < AT_ONCE; count++) programs.push(await stage.start(listener.port));
  const allThere = new AbortController();
  const sessions: Promise<void>[] = [];
  try {
    for (const program of programs) {
      const peer = await stage.accept(listener, program);
      // Which of the programs has this connection is not known. Each of them has to succeed.
      const session = untilAllAreThere(stage, { listener, program, peer }, allThere.signal);
      session.catch(() => undefined);
      sessions.push(session);
    }
  } finally {
    allThere.abort();
  }
  await Promise.all(sessions);
}

async function untilAllAreThere(stage: ClientStage, meeting: Meeting, allThere: AbortSignal): Promise<void> {
  const { peer } = meeting;
  const token = stage.random.token();
  await askHello(peer);
  await askWork(peer, token);
  while (!allThere.aborted) {
    await askFor(peer, token, 'FULL_NAME', 'again');
    await sleep(ASK_AGAIN_MS, null, { signal: allThere }).catch(() => null);
  }
  for (const name of USUAL_NAMES) await askFor(peer, token, name, `of_${name}`);
  await askDone(peer);
  await stage.succeeds(meeting);
}
