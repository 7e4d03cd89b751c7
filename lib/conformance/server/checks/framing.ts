import { broken } from '../../engine/finding.js';
import { show } from '../client-peer.js';
import { failsWith, RECEIVING } from '../failures.js';
import type { ServerCheck } from '../server-check.js';
import type { ServerStage } from '../stage.js';
import {
  answerFrom,
  finish,
  replyTo,
  solve,
  takeRequest,
  takeWork,
  toRequest,
  toWork,
  wholeSession,
} from '../steps.js';

const MOST_VALUE_BYTES = 934;
const MOST_CONTENT_BYTES = 999;

/** Bytes in place of HELLOBACK, and as a value: no server may take them for text. */
function notUtf8(name: string, what: string, hex: string): ServerCheck {
  return {
    id: `framing.${name}`,
    level: 'must',
    section: 'framing',
    rule: `${what} in a value is not UTF-8: FAIL receiving., and never a replacement character.`,
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work, request } = await toRequest(stage);
      const text = Buffer.from(replyTo(work, request, 'a'));
      await peer.send(Buffer.concat([text, Buffer.from(hex, 'hex'), Buffer.from('\n')]));
      await failsWith(peer, RECEIVING, 'It decodes with replacement characters, or not strictly.');
    },
  };
}

/** More than a line may have: at WORK, whose deadline is long, so that it cannot be the deadline that ends it. */
function tooLong(
  name: string,
  rule: string,
  send: (stage: ServerStage, say: Say) => Promise<void>,
): ServerCheck {
  return {
    id: `framing.${name}`,
    level: 'must',
    section: 'framing',
    rule: `${rule} FAIL receiving. at once.`,
    play: async (stage) => {
      const { peer } = await toWork(stage);
      const startedAt = performance.now();
      await send(stage, (bytes) => peer.send(bytes));
      await failsWith(peer, RECEIVING, 'It waits for an LF, however long the line is.');
      const { workTimeoutMs } = stage.facts;
      const took = performance.now() - startedAt;
      if (workTimeoutMs !== null && took >= workTimeoutMs) {
        throw broken('FAIL at once', `FAIL after ${Math.round(took)} ms, when the deadline of WORK was over`);
      }
    },
  };
}

type Say = (bytes: string) => Promise<void>;

/** Two lines where one was asked for. */
function unasked(name: string, what: string, bytes: string): ServerCheck {
  return {
    id: `framing.${name}`,
    level: 'must',
    section: 'framing',
    rule: `${what}: a line that nobody asked for fails the session.`,
    play: async (stage) => {
      const peer = await stage.meet();
      await peer.send(bytes);
      // WORK may have been on its way: then the line that was too much answers it.
      const line = await peer.line('"FAIL " and a reason');
      const last = line.startsWith('WORK ') ? await peer.line('"FAIL " and a reason') : line;
      if (!last.startsWith('FAIL '))
        throw broken('"FAIL " and a reason', show(last), 'It swallows early lines.');
    },
  };
}

/** Lines, and how they are cut. */
export const FRAMING_CHECKS: readonly ServerCheck[] = [
  {
    id: 'framing.longest_value',
    level: 'must',
    section: 'framing',
    rule: 'A line may have 999 bytes and its LF: a value of 934 bytes passes.',
    timeFactor: 2,
    play: async (stage) => {
      await wholeSession(stage, () => 'x'.repeat(MOST_VALUE_BYTES));
    },
  },
  {
    id: 'framing.longest_value_utf8',
    level: 'must',
    section: 'framing',
    rule: 'The limit counts bytes: 999 bytes of longer characters pass too.',
    timeFactor: 2,
    play: async (stage) => {
      await wholeSession(stage, () => 'é'.repeat(MOST_VALUE_BYTES / 2));
    },
  },
  {
    id: 'framing.value_too_long',
    level: 'must',
    section: 'framing',
    rule: 'A value of 935 bytes makes a line of 1001: FAIL receiving.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work, request } = await toRequest(stage);
      await peer.say(replyTo(work, request, 'x'.repeat(MOST_VALUE_BYTES + 1)));
      await failsWith(peer, RECEIVING, 'It has another limit, or none.');
    },
  },
  {
    id: 'framing.counts_bytes',
    level: 'must',
    section: 'framing',
    rule: 'The limit counts bytes, not characters: 935 bytes of fewer characters are too many.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work, request } = await toRequest(stage);
      await peer.say(replyTo(work, request, `x${'é'.repeat(MOST_VALUE_BYTES / 2)}`));
      await failsWith(peer, RECEIVING, 'It counts characters.');
    },
  },
  tooLong('no_lf', 'Of 1000 bytes without an LF, the last is too much:', (_, say) =>
    say('x'.repeat(MOST_CONTENT_BYTES + 1)),
  ),
  tooLong(
    'no_lf_in_pieces',
    'It makes no difference how 1000 bytes without an LF are cut:',
    async (_, say) => {
      for (let n = 0; n < 10; n++) await say('x'.repeat((MOST_CONTENT_BYTES + 1) / 10));
    },
  ),
  {
    id: 'framing.999_waits',
    level: 'must',
    section: 'framing',
    rule: 'Of 999 bytes without an LF none is too much: the line can still end.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer, work, request } = await toRequest(stage);
      await peer.send(replyTo(work, request, 'x'.repeat(MOST_VALUE_BYTES)));
      await peer.send('\n');
      await takeRequest(peer);
    },
  },
  notUtf8('lone_byte', 'A lone byte FF', 'ff'),
  notUtf8('overlong', 'An overlong form, C0 AF,', 'c0af'),
  notUtf8('surrogate', 'An encoded surrogate, ED A0 80,', 'eda080'),
  notUtf8('too_high', 'A character above U+10FFFF, F4 90 80 80,', 'f4908080'),
  notUtf8('cut_character', 'A character that the LF cuts off, E2 82,', 'e282'),
  {
    id: 'framing.byte_by_byte',
    level: 'must',
    section: 'framing',
    rule: 'It makes no difference how the bytes are cut: one byte a TLS record.',
    timeFactor: 4,
    play: async (stage) => {
      const peer = await stage.meet();
      const drip = async (line: string): Promise<void> => {
        for (const byte of Buffer.from(`${line}\n`)) await peer.send(Buffer.of(byte));
      };
      await drip('HELLOBACK');
      const work = await takeWork(peer);
      await drip(await solve(stage, work));
      const request = await takeRequest(peer);
      if (request !== null) {
        await drip(replyTo(work, request, 'é€😀'));
        for (let next = await takeRequest(peer); next !== null; next = await takeRequest(peer)) {
          await peer.say(replyTo(work, next, 'x'));
        }
      }
      await drip('OK');
      await peer.closes('that the server closes the connection after OK');
    },
  },
  {
    id: 'framing.cut_in_character',
    level: 'must',
    section: 'framing',
    rule: 'A character may come in two pieces.',
    timeFactor: 2,
    play: async (stage) => {
      const at = await toRequest(stage);
      const bytes = Buffer.from(`${replyTo(at.work, at.request, '😀')}\n`);
      await at.peer.send(bytes.subarray(0, -3));
      await at.peer.send(bytes.subarray(-3));
      const next = await takeRequest(at.peer);
      if (next !== null) await answerFrom({ ...at, request: next });
      await finish(at);
    },
  },
  unasked('two_at_once', 'HELLOBACK twice in one piece', 'HELLOBACK\nHELLOBACK\n'),
  unasked('empty_second', 'HELLOBACK with two LFs', 'HELLOBACK\n\n'),
  unasked('wrong_second', 'HELLOBACK, and another line with it', 'HELLOBACK\nwrong-0\n'),
  {
    id: 'framing.unended',
    level: 'must',
    section: 'framing',
    rule: 'Bytes without an LF are no line when the client leaves: HELLOBACK without an LF is not answered with WORK.',
    play: async (stage) => {
      const peer = await stage.meet();
      await peer.send('HELLOBACK');
      peer.leave();
      for (let line = await peer.next(); line !== null; line = await peer.next()) {
        if (!line.startsWith('FAIL ')) throw broken('no answer, or FAIL', show(line));
      }
      if (stage.over.aborted) throw broken('that the server closes too', 'nothing within the time limit');
    },
  },
];
