import { Finding, broken } from '../engine/finding.js';
import type { Random } from '../engine/random.js';
import { askAll, askHello, askUpToDone, askWork, FEW_BITS } from './questions.js';
import type { ServerPeer } from './server-peer.js';
import type { ClientStage, Meeting } from './stage.js';

/** A turn of the server, named by what it says in it. After OK it says nothing. */
export type Turn = 'hello' | 'work' | 'request' | 'done' | 'nothing';

const ONE_REQUEST = { names: ['FULL_NAME'] } as const;

/** Plays a session up to a turn of the server: everything before it was said, and rightly answered. `done` has one request behind it. */
export async function playUpTo(turn: Turn, peer: ServerPeer, random: Random): Promise<void> {
  if (turn === 'hello') return;
  if (turn === 'nothing') {
    await askAll(peer, random, ONE_REQUEST);
  } else if (turn === 'done') {
    await askUpToDone(peer, random, ONE_REQUEST);
  } else {
    await askHello(peer);
    if (turn === 'request') await askWork(peer, random.token());
  }
}

/** A right command. */
export type Command = 'HELLO' | 'WORK' | 'request' | 'DONE';

/** Returns the line of a right command, with words of its own. */
export function lineOf(command: Command, random: Random): string {
  if (command === 'WORK') return `WORK ${random.token()} ${FEW_BITS}`;
  return command === 'request' ? `FULL_NAME ${random.token(8)}` : command;
}

/** The likely mistakes of a client that does not stop, as sentences. */
export interface Mistakes {
  /** Of one that answers. */
  readonly answers: string;
  /** Of one that neither answers nor leaves. */
  readonly stays?: string;
}

const STAYS = 'It does not stop at a line that is wrong: it waits for another one, or solves something.';
const TAKES_ALL = 'It takes every line that it does not know for a request.';
const CHECKSUM = /^[0-9a-f]{64}( |\n)/;

/**
 * The client must stop with a failure, as for `fails` of the stage.
 * @param turn the turn for whose line a careless client takes it: a checksum answers a request alone
 * @throws {Finding} it does not stop
 */
export async function stops(
  stage: ClientStage,
  meeting: Meeting,
  turn: Turn,
  { answers, stays = STAYS }: Mistakes,
): Promise<void> {
  await meeting.peer.stirs();
  const { unread } = meeting.peer;
  const isChecksum = turn !== 'request' && CHECKSUM.test(unread.toString('latin1'));
  const answered = isChecksum ? TAKES_ALL : answers;
  const judgement = stage.fails(meeting);
  if (unread.length > 0) await withCause(answered, judgement);
  else if (stage.over.aborted) await withCause(stays, judgement);
  else await judgement;
}

/** The likely mistake of a client that goes on solving. */
export const NOT_READING = 'It does not read while it solves.';

/** Adds a likely mistake to the finding of a judgement that names none. */
export async function withCause(cause: string, judgement: Promise<void>): Promise<void> {
  try {
    await judgement;
  } catch (error) {
    const isBare = error instanceof Finding && error.kind === 'broken' && error.likelyCause === null;
    throw isBare ? broken(error.expected, error.came, cause) : error;
  }
}
