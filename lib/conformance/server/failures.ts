import { broken, skipped } from '../engine/finding.js';
import { show, type ClientPeer } from './client-peer.js';
import type { Work } from './steps.js';

export const INVALID_SUFFIX = 'FAIL Invalid suffix returned from client.';
export const INVALID_CHECKSUM = 'FAIL Invalid checksum received.';
/** What a line is told that breaks the framing, or that is another word than was asked for. */
export const RECEIVING = /^FAIL receiving\. \S/;

/**
 * Takes the FAIL line that must come now, and waits for the end.
 * @param wanted the line, or a pattern of it
 * @param cause the likely mistake if something else comes
 * @returns the line
 * @throws {Finding} something else came
 */
export async function failsWith(peer: ClientPeer, wanted: string | RegExp, cause?: string): Promise<string> {
  const expected = typeof wanted === 'string' ? show(wanted) : '"FAIL receiving. " and what was wrong';
  const line = await peer.next();
  if (line === null) throw broken(expected, peer.end, cause);
  const isWanted = typeof wanted === 'string' ? line === wanted : wanted.test(line);
  if (!isWanted) throw broken(expected, show(line), cause);
  await peer.closes('that the server closes the connection after FAIL');
  return line;
}

/**
 * Work that a suffix can fail.
 * @throws {Finding} every suffix is right: the check is skipped
 */
export function mustBeWork({ nBits }: Work): void {
  if (nBits === 0) throw skipped('n_bits is 0: every suffix is right');
}
