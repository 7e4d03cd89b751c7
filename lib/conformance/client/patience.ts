import { setTimeout as sleep } from 'node:timers/promises';
import { broken, inconclusive } from '../engine/finding.js';
import { showBytes } from '../engine/show-bytes.js';
import type { Running } from '../launch/launcher.js';
import type { ServerPeer } from './server-peer.js';
import { endOf, type ClientStage } from './stage.js';

/** A client waits at least so long for each line. */
const SHORTEST_LIMIT_SECONDS = 10;
/** A client that waits longer than this, in seconds, waits for ever: 60, and a margin for a busy machine. */
const GIVES_UP_SECONDS = 70;

/** So long a check of the silence may take, with the start of the program. */
export const SILENCE_SECONDS = GIVES_UP_SECONDS + 20;

/**
 * Keeps silent for so many seconds, in which the client must wait for a line, and say nothing.
 * @throws {Finding} it does not; the pause became so long that it was free to leave
 */
export async function pause(stage: ClientStage, peer: ServerPeer, seconds: number): Promise<void> {
  const expected = `that the client waits ${SHORTEST_LIMIT_SECONDS} s for a line`;
  const passed = await staysQuiet(stage, peer, seconds);
  if (passed > SHORTEST_LIMIT_SECONDS - 1) throw inconclusive(expected, `a pause of ${passed.toFixed(1)} s`);
  if (peer.isOver) throw broken(expected, `it left after ${passed.toFixed(1)} s`);
}

/**
 * Keeps silent for so many seconds, or until the client leaves. Resolves to the seconds that have passed.
 * @throws {Finding} the client says something; the time limit is over
 */
export async function staysQuiet(stage: ClientStage, peer: ServerPeer, seconds: number): Promise<number> {
  const startedAt = performance.now();
  const stirred = new AbortController();
  const { signal } = stirred;
  await Promise.race([
    sleep(seconds * 1000, null, { signal, ref: false }).catch(() => null),
    peer.stirs().then(() => {
      stirred.abort();
    }),
  ]);
  if (peer.unread.length > 0) throw broken('nothing, before the server has spoken', showBytes(peer.unread));
  if (stage.over.aborted) throw broken(`${seconds} s of silence`, 'the end of the time limit');
  return (performance.now() - startedAt) / 1000;
}

/**
 * The server says nothing any more: the client must give up within a minute.
 * @throws {Finding} it does not
 */
export async function givesUp(
  stage: ClientStage,
  program: Running,
  seconds = GIVES_UP_SECONDS,
): Promise<void> {
  const expected = 'that the client gives up within 60 s';
  const done = new AbortController();
  const tooLate = sleep(seconds * 1000, null, { signal: done.signal, ref: false }).catch(() => null);
  try {
    const exit = await stage.before(Promise.race([program.exited, tooLate]), expected);
    if (exit === null) throw broken(expected, `it is still there after ${seconds} s`);
    stage.note(`kit: it gave up (${endOf(exit)})`);
  } finally {
    done.abort();
  }
}
