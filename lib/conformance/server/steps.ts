import { broken, skipped } from '../engine/finding.js';
import { checksumOf } from '../peers/solve.js';
import { show, type ClientPeer } from './client-peer.js';
import { findSuffix, solves } from './solving.js';
import type { MeetOptions, ServerStage } from './stage.js';

/** A WORK line. */
export interface Work {
  readonly token: string;
  readonly nBits: number;
}

/** The line of a request. */
export interface Request {
  readonly name: string;
  readonly randomString: string;
}

/** A session that has come to WORK. */
export interface AtWork {
  readonly peer: ClientPeer;
  readonly work: Work;
}

/** A session whose suffix was said. */
export interface AfterWork extends AtWork {
  readonly suffix: string;
  /** A moment before the suffix was said, by `performance.now`. */
  readonly saidAt: number;
}

/** A session that has come to a request. */
export interface AtRequest extends AfterWork {
  readonly request: Request;
}

/** A session that has come to DONE. */
export interface AtDone extends AtWork {
  readonly requests: readonly Request[];
}

/** Returns the value for the nth request of a session, from 0. */
export type ValueFor = (request: Request, nth: number) => string;

const WORK = /^WORK ([A-Za-z0-9_-]{1,128}) (0|[1-9][0-9]?)$/;
const REQUEST = /^(?!(?:HELLO|WORK|DONE|FAIL) )([A-Z0-9_]{1,128}) ([A-Za-z0-9_-]{1,128})$/;
const MOST_BITS = 64;

const plainValue: ValueFor = ({ name }) => `value of ${name}`;

/** The right answer to a request. */
export function replyTo({ token }: Work, { randomString }: Request, value: string): string {
  return `${checksumOf(token, randomString)} ${value}`;
}

/**
 * Takes a WORK line.
 * @throws {Finding} something else came
 */
export async function takeWork(peer: ClientPeer): Promise<Work> {
  const expected =
    '"WORK", a token of 1 to 128 characters of A-Za-z0-9_-, and a number from 0 to 64, with single spaces';
  const line = await peer.line(expected);
  const [, token, bits] = WORK.exec(line) ?? [];
  const nBits = Number(bits);
  if (token === undefined || nBits > MOST_BITS) throw broken(expected, show(line));
  return { token, nBits };
}

/**
 * Takes the line of a request, or DONE.
 * @returns null for DONE
 * @throws {Finding} something else came
 */
export async function takeRequest(peer: ClientPeer): Promise<Request | null> {
  const expected =
    '"DONE", or a name of A-Z0-9_ and a random string of A-Za-z0-9_-, 1 to 128 characters each';
  const line = await peer.line(expected);
  if (line === 'DONE') return null;
  const [, name, randomString] = REQUEST.exec(line) ?? [];
  if (name === undefined || randomString === undefined) throw broken(expected, show(line));
  return { name, randomString };
}

/**
 * Finds a suffix for this work; one that also satisfies `isWanted`, if given.
 * @throws {Finding} it is more work than the kit may do, or than the time limit allows
 */
export async function solve(
  stage: ServerStage,
  { token, nBits }: Work,
  isWanted: (suffix: string) => boolean = (suffix) => solves(token, suffix, nBits),
): Promise<string> {
  const { maxBits } = stage.facts;
  if (nBits > maxBits)
    throw skipped(`the work is ${nBits} bits, and the kit solves up to ${maxBits} (--max-bits)`);
  const suffix = await findSuffix(`${stage.random.token(6)}-`, isWanted, stage.over);
  if (suffix === null) throw skipped(`the work of ${nBits} bits was not solved within the time limit`);
  return suffix;
}

/** Returns whether a suffix does not solve this work, for `solve`. */
export function isWrongFor({ token, nBits }: Work): (suffix: string) => boolean {
  return (suffix) => !solves(token, suffix, nBits);
}

/** Connects, and goes as far as WORK, which is not answered. */
export async function toWork(stage: ServerStage, options?: MeetOptions): Promise<AtWork> {
  const peer = await stage.meet(options);
  await peer.say('HELLOBACK');
  return { peer, work: await takeWork(peer) };
}

/** Connects, solves WORK, and says the suffix. Nothing is taken after that. */
export async function throughWork(stage: ServerStage, options?: MeetOptions): Promise<AfterWork> {
  const at = await toWork(stage, options);
  const suffix = await solve(stage, at.work);
  const saidAt = performance.now();
  await at.peer.say(suffix);
  return { ...at, suffix, saidAt };
}

/**
 * Connects, and goes as far as the first request, which is not answered.
 * @throws {Finding} the server asks for nothing: the check is skipped
 */
export async function toRequest(stage: ServerStage, options?: MeetOptions): Promise<AtRequest> {
  const at = await throughWork(stage, options);
  const request = await takeRequest(at.peer);
  if (request === null) throw skipped('the server asks for nothing');
  return { ...at, request };
}

/**
 * Goes on from a suffix that was said, as far as DONE, which is not answered. Resolves to the requests.
 * @param beforeAnswer is waited for before each answer
 */
export async function answerAll(
  { peer, work }: AtWork,
  valueFor: ValueFor = plainValue,
  beforeAnswer?: () => Promise<void>,
): Promise<readonly Request[]> {
  const requests: Request[] = [];
  for (let request = await takeRequest(peer); request !== null; request = await takeRequest(peer)) {
    await beforeAnswer?.();
    await peer.say(replyTo(work, request, valueFor(request, requests.length)));
    requests.push(request);
  }
  return requests;
}

/** Answers this request, and all that follow, as far as DONE. Resolves to the requests, this one first. */
export async function answerFrom(
  { peer, work, request }: AtRequest,
  valueFor: ValueFor = plainValue,
): Promise<readonly Request[]> {
  await peer.say(replyTo(work, request, valueFor(request, 0)));
  const rest = await answerAll({ peer, work }, (next, nth) => valueFor(next, nth + 1));
  return [request, ...rest];
}

/** Connects, and goes as far as DONE, which is not answered. */
export async function toDone(
  stage: ServerStage,
  valueFor?: ValueFor,
  options?: MeetOptions,
): Promise<AtDone> {
  const at = await throughWork(stage, options);
  return { ...at, requests: await answerAll(at, valueFor) };
}

/** Says OK, and waits until the server has closed. */
export async function finish({ peer }: AtWork): Promise<void> {
  await peer.say('OK');
  await peer.closes('that the server closes the connection after OK');
}

/** Holds a whole session. */
export async function wholeSession(
  stage: ServerStage,
  valueFor?: ValueFor,
  options?: MeetOptions,
): Promise<AtDone> {
  const at = await toDone(stage, valueFor, options);
  await finish(at);
  return at;
}
