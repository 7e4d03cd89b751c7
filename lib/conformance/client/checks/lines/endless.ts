import { broken } from '../../../engine/finding.js';
import type { ClientCheck } from '../../client-check.js';
import { askHello } from '../../questions.js';
import type { ServerPeer } from '../../server-peer.js';
import { stops } from '../../progress.js';

const CHUNK_BYTES = 64 * 1024;
const MAX_MEBIBYTES = 64;
const CAUSE = 'It waits for an LF without a limit: 1000 bytes without one are an error at once.';

/** A line that never ends. */
export const ENDLESS_LINE: ClientCheck = {
  id: 'lines.endless',
  level: 'must',
  section: 'lines',
  rule: 'A line of which 1000 bytes have come without an LF: stop, keep no more of it, and answer nothing.',
  timeFactor: 2,
  play: async (stage) => {
    const meeting = await stage.meet();
    const { peer } = meeting;
    await askHello(peer);
    const all = MAX_MEBIBYTES * CHUNK_BYTES * 16;
    const sent = await pour(peer, all, stage.over);
    stage.note(`kit: the client took ${sent} bytes of a line without an LF`);
    if (sent >= all) {
      throw broken('that the client leaves', `it took ${MAX_MEBIBYTES} MiB of a line without an LF`, CAUSE);
    }
    await stops(stage, meeting, 'work', { answers: CAUSE, stays: CAUSE });
  },
};

/** Sends bytes as long as the client takes them. Returns how many it, or the system, has taken. */
async function pour(peer: ServerPeer, most: number, over: AbortSignal): Promise<number> {
  const chunk = Buffer.alloc(CHUNK_BYTES, 'x');
  const timeOver = new Promise<void>((resolve) => {
    over.addEventListener('abort', () => {
      resolve();
    });
  });
  // The transcript would show each chunk.
  let taken = 0;
  while (taken < most && !peer.isOver && peer.unread.length === 0 && !over.aborted) {
    const written = new Promise<boolean>((resolve) => {
      peer.socket.write(chunk, (error) => {
        resolve(error === null || error === undefined);
      });
    });
    if ((await Promise.race([written, peer.closed, timeOver])) !== true) break;
    taken += CHUNK_BYTES;
  }
  return taken;
}
