import { broken, inconclusive } from '../../engine/finding.js';
import { checksumOf } from '../../peers/solve.js';
import { show, type ClientPeer } from '../client-peer.js';
import { failsWith, INVALID_CHECKSUM, RECEIVING } from '../failures.js';
import type { ServerCheck } from '../server-check.js';
import { toRequest, wholeSession } from '../steps.js';

const MUCH = Buffer.alloc(2 * 1024 * 1024, 'x');
/** A server need not read on for longer than this. */
const DRAIN_MS = 4000;
const SECRET = 'secret-4711';

/** How a server fails. */
/** Takes the reason of a FAIL, which must not hold the answer. */
async function hidesSecret(peer: ClientPeer): Promise<void> {
  const line = await peer.line('"FAIL " and a reason');
  if (line.includes(SECRET)) throw broken('a reason without the answer', show(line));
}

export const FAIL_CHECKS: readonly ServerCheck[] = [
  {
    id: 'fail.readable',
    level: 'must',
    section: 'fail',
    rule: 'FAIL can be read by a client that first writes all that it has: 2 MB more than was asked for.',
    disturbs: true,
    play: async (stage) => {
      const peer = await stage.meet();
      const startedAt = performance.now();
      // Many a client writes first and reads then.
      peer.client.socket.pause();
      await peer.send(MUCH);
      const took = performance.now() - startedAt;
      peer.client.socket.resume();
      const line = await peer.next();
      const { errorCode } = await peer.client.closed;
      if (line !== null && RECEIVING.test(line) && errorCode === null) return;
      if (took > DRAIN_MS) throw inconclusive('2 MB written at once', `${Math.round(took)} ms for them`);
      const came = line === null ? peer.end : `${show(line)}, and then ${errorCode ?? 'the end'}`;
      throw broken(
        '"FAIL receiving. " and what was wrong, and an end in order',
        came,
        'It closes while bytes are unread: TCP resets, and FAIL is lost.',
      );
    },
  },
  {
    id: 'fail.no_reset',
    level: 'must',
    section: 'fail',
    rule: 'A client that is still sending is not reset before it can have read FAIL.',
    play: async (stage) => {
      const peer = await stage.meet();
      peer.client.socket.pause();
      await peer.send(Buffer.concat([Buffer.from('wrong\n'), MUCH.subarray(0, 64 * 1024)]));
      peer.client.socket.resume();
      const line = await peer.next();
      if (line === null || !RECEIVING.test(line)) {
        const came = line === null ? peer.end : show(line);
        throw broken(
          '"FAIL receiving. " and what was wrong',
          came,
          'It closes while bytes are unread: TCP resets, and FAIL is lost.',
        );
      }
      const { errorCode } = await peer.client.closed;
      if (errorCode !== null && !stage.over.aborted) throw broken('an end in order', errorCode);
    },
  },
  {
    id: 'fail.closes',
    level: 'must',
    section: 'fail',
    rule: 'After FAIL the server says nothing more, and closes, also when right answers follow.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work, request } = await toRequest(stage);
      const right = checksumOf(work.token, request.randomString);
      await peer.send(`${'0'.repeat(64)} value\n`);
      await failsWith(peer, INVALID_CHECKSUM);
      await peer.send(`${right} value\nOK\n`);
      await peer.closes();
    },
  },
  {
    id: 'fail.close_notify',
    level: 'should',
    section: 'fail',
    rule: 'After FAIL the server closes in order: close_notify comes before the end of TCP.',
    play: async (stage) => {
      const peer = await stage.meet();
      await peer.say('wrong');
      await failsWith(peer, RECEIVING);
      if (peer.client.closeNotify !== true) throw broken('close_notify', peer.end);
    },
  },
  {
    id: 'fail.no_answer_in_reason',
    level: 'must',
    section: 'fail',
    rule: 'The reason of a FAIL does not hold the answer.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer } = await toRequest(stage);
      await peer.say(`${'0'.repeat(64)} ${SECRET}`);
      await hidesSecret(peer);
    },
  },
  {
    id: 'fail.no_bytes_in_reason',
    level: 'must',
    section: 'fail',
    rule: 'The reason of a FAIL for bytes that are no line does not hold the answer.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work, request } = await toRequest(stage);
      const checksum = checksumOf(work.token, request.randomString);
      await peer.send(Buffer.concat([Buffer.from(`${checksum} ${SECRET}`), Buffer.from('ff0a', 'hex')]));
      await hidesSecret(peer);
    },
  },
  {
    id: 'fail.next_is_served',
    level: 'must',
    section: 'fail',
    rule: 'A session that fails hurts nobody: the next one is served.',
    timeFactor: 2,
    play: async (stage) => {
      const peer = await stage.meet();
      await peer.send(Buffer.from('ff0a', 'hex'));
      await failsWith(peer, RECEIVING);
      await wholeSession(stage);
    },
  },
];
