import type { Random } from '../engine/random.js';
import { playUpTo } from './progress.js';
import { askFor, askHello, askUpToDone, askWork, USUAL_NAMES } from './questions.js';
import type { ServerPeer } from './server-peer.js';

/** A place of a session, where a server can do something else than what comes there. */
export interface Place {
  /** A part of an id. */
  readonly id: string;
  /** The place as a phrase: `instead of HELLO`. */
  readonly phrase: string;
  /** Plays the session up to there. */
  readonly reach: (peer: ServerPeer, random: Random) => Promise<unknown>;
}

const LATER = 3;

/** Every place where a command comes. */
export const PLACES: readonly Place[] = [
  { id: 'hello', phrase: 'instead of HELLO', reach: upTo('hello') },
  { id: 'work', phrase: 'instead of WORK', reach: upTo('work') },
  { id: 'request', phrase: 'instead of the first request', reach: upTo('request') },
  {
    id: 'later_request',
    phrase: 'instead of a later request',
    reach: async (peer, random) => {
      const token = random.token();
      await askHello(peer);
      await askWork(peer, token);
      for (const name of USUAL_NAMES.slice(0, LATER)) await askFor(peer, token, name, random.token(8));
    },
  },
  { id: 'done', phrase: 'instead of DONE', reach: askUpToDone },
];

function upTo(turn: 'hello' | 'work' | 'request'): Place['reach'] {
  return (peer, random) => playUpTo(turn, peer, random);
}

/** Nobody solves so much: whoever stops has not found it. */
export const UNSOLVABLE_BITS = 64;
const SOLVING_MS = 500;

/** Asks for work that nobody can do, and lets the client begin it. */
export async function askUnsolvable(peer: ServerPeer, random: Random): Promise<void> {
  await askHello(peer);
  await peer.say(`WORK ${random.token()} ${UNSOLVABLE_BITS}`);
  // The verdict does not depend on it: what comes next is right for who has not begun, too.
  await new Promise((resolve) => setTimeout(resolve, SOLVING_MS));
}
