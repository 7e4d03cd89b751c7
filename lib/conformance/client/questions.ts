import { isUtf8 } from 'node:buffer';
import { broken } from '../engine/finding.js';
import { sha256, trailingZeros } from '../engine/digests.js';
import type { Random } from '../engine/random.js';
import { showBytes } from '../engine/show-bytes.js';
import { causeOfAnswer, causeOfSuffix } from './causes.js';
import type { ServerPeer } from './server-peer.js';

/** The usual names of requests, in the usual order. */
export const USUAL_NAMES: readonly string[] = [
  'FULL_NAME',
  'EMAIL1',
  'EMAIL2',
  'SOCIAL',
  'BIRTHDATE',
  'COUNTRY',
  'ADDR_LINE1',
  'ADDR_LINE2',
];

/** So much work is done at once by every client. */
export const FEW_BITS = 6;

const CHECKSUM_CHARS = 64;
/** Of a line, without its LF. */
const MAX_LINE_BYTES = 999;

/** Says HELLO, and takes the right answer. */
export async function askHello(peer: ServerPeer): Promise<void> {
  await peer.say('HELLO');
  await takeWord(peer, 'HELLOBACK', 'HELLO');
}

/** Says WORK, and takes the right answer: the suffix. */
export async function askWork(peer: ServerPeer, token: string, nBits = FEW_BITS): Promise<Buffer> {
  await peer.say(`WORK ${token} ${nBits}`);
  return takeSuffix(peer, token, nBits);
}

/** Takes the answer to a WORK that was said, and judges it. */
export async function takeSuffix(peer: ServerPeer, token: string, nBits: number): Promise<Buffer> {
  const expected = `a suffix whose SHA-256 with the token ends in ${nBits} or more zero bits`;
  const suffix = await peer.line(expected);
  const zeros = trailingZeros(sha256(token, suffix));
  if (zeros < nBits)
    throw broken(expected, `${showBytes(suffix)}, which gives ${zeros}`, causeOfSuffix(token, suffix, nBits));
  if (suffix.length > MAX_LINE_BYTES || !isUtf8(suffix))
    throw broken(`a suffix in UTF-8, of at most ${MAX_LINE_BYTES} bytes`, showBytes(suffix));
  return suffix;
}

/** Says a request, and takes the right answer: the value. */
export async function askFor(
  peer: ServerPeer,
  token: string,
  name: string,
  randomString: string,
): Promise<Buffer> {
  await peer.say(`${name} ${randomString}`);
  return takeValue(peer, token, name, randomString);
}

/** Takes the answer to a request that was said, and judges its checksum. */
export async function takeValue(
  peer: ServerPeer,
  token: string,
  name: string,
  randomString: string,
): Promise<Buffer> {
  const checksum = sha256(token, randomString).toString('hex');
  const expected = `"${checksum}", a space and the value of ${name}`;
  const line = await peer.line(expected);
  const first = line.subarray(0, CHECKSUM_CHARS).toString('latin1');
  const isAlone = line.length === CHECKSUM_CHARS || line[CHECKSUM_CHARS] === 0x20;
  if (first !== checksum || !isAlone)
    throw broken(expected, showBytes(line), causeOfAnswer(line, token, randomString));
  return line.subarray(CHECKSUM_CHARS + 1);
}

/** Says DONE, and takes the right answer. */
export async function askDone(peer: ServerPeer): Promise<void> {
  await peer.say('DONE');
  await takeWord(peer, 'OK', 'DONE');
}

/** Parts of a whole session that a check may choose. */
export interface SessionParts {
  readonly token?: string;
  readonly nBits?: number;
  /** The names that are asked for, in order. Default: the usual ones. */
  readonly names?: readonly string[];
}

/** Plays a session up to and with its requests. Returns its token. */
export async function askUpToDone(
  peer: ServerPeer,
  random: Random,
  parts: SessionParts = {},
): Promise<string> {
  const token = parts.token ?? random.token();
  await askHello(peer);
  await askWork(peer, token, parts.nBits);
  for (const name of parts.names ?? USUAL_NAMES) await askFor(peer, token, name, random.token(8));
  return token;
}

/** Plays a whole session. */
export async function askAll(peer: ServerPeer, random: Random, parts: SessionParts = {}): Promise<void> {
  await askUpToDone(peer, random, parts);
  await askDone(peer);
}

/** Takes the answer to a HELLO or a DONE that was said, and judges it. */
export async function takeWord(peer: ServerPeer, word: string, step: string): Promise<void> {
  const expected = `"${word}" as the answer to ${step}`;
  const line = await peer.line(expected);
  if (line.equals(Buffer.from(word))) return;
  const endsInCr = line.equals(Buffer.from(`${word}\r`));
  throw broken(
    expected,
    showBytes(line),
    endsInCr ? 'It ends its lines with CR LF, not with LF alone.' : undefined,
  );
}
