import { setTimeout as wait } from 'node:timers/promises';
import { broken, inconclusive } from '../../engine/finding.js';
import { clientHello } from '../../peers/connect.js';
import type { ClientPeer } from '../client-peer.js';
import { failsWith, RECEIVING } from '../failures.js';
import type { ServerFacts } from '../facts.js';
import type { ServerCheck } from '../server-check.js';
import type { ServerStage } from '../stage.js';
import { answerAll, finish, replyTo, solve, takeWork, throughWork, toRequest, toWork } from '../steps.js';

/** A deadline may come late, but not later than so many times its length. */
const LATEST = 3;
/** So many bytes are dripped before a deadline. */
const DRIPS = 8;

const waitsOther = ({ otherTimeoutMs }: ServerFacts): number => LATEST * otherTimeoutMs;

/**
 * Waits for the FAIL of a deadline.
 * @param since a moment before the server can have begun to wait, by `performance.now`
 */
async function timesOut(peer: ClientPeer, since: number, limitMs: number): Promise<void> {
  await failsWith(peer, RECEIVING, 'It has no deadline, or a longer one.');
  const took = performance.now() - since;
  if (took < limitMs) {
    throw broken(
      `FAIL after ${limitMs} ms, not before`,
      `FAIL after ${Math.round(took)} ms`,
      'Its deadline is shorter.',
    );
  }
}

/** Sends byte after byte until the server has ended the session. */
async function drip(stage: ServerStage, peer: ClientPeer, bytes: Buffer, limitMs: number): Promise<void> {
  const pauseMs = limitMs / DRIPS;
  let longest = 0;
  let last = performance.now();
  const ended = peer.client.closed.then(() => true);
  for (const byte of bytes) {
    await peer.send(Buffer.of(byte));
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    if (await Promise.race([ended, wait(pauseMs, false)])) break;
  }
  if (stage.over.aborted || peer.client.socket.readable) {
    throw broken(
      'the end of the connection',
      'nothing within the time limit',
      'Each byte extends its deadline.',
    );
  }
  // A deadline that each byte extends could have ended it too.
  if (longest > limitMs)
    throw inconclusive('a byte before each deadline', `a pause of ${Math.round(longest)} ms`);
}

/** The deadlines of the steps. */
export const TIME_CHECKS: readonly ServerCheck[] = [
  {
    id: 'time.hello',
    level: 'must',
    section: 'time',
    rule: 'A client that does not answer HELLO gets FAIL receiving. when the deadline is over, and not before.',
    patient: true,
    waitsMs: waitsOther,
    play: async (stage) => {
      await stage.tlsOptions();
      const since = performance.now();
      await timesOut(await stage.meet(), since, stage.facts.otherTimeoutMs);
    },
  },
  {
    id: 'time.request',
    level: 'must',
    section: 'time',
    rule: 'A client that does not answer a request gets FAIL receiving. when the deadline is over, and not before.',
    patient: true,
    timeFactor: 2,
    waitsMs: waitsOther,
    play: async (stage) => {
      const { peer, saidAt } = await toRequest(stage);
      await timesOut(peer, saidAt, stage.facts.otherTimeoutMs);
    },
  },
  {
    id: 'time.done',
    level: 'must',
    section: 'time',
    rule: 'A client that does not answer DONE gets FAIL receiving. when the deadline is over.',
    patient: true,
    timeFactor: 2,
    waitsMs: waitsOther,
    play: async (stage) => {
      const { saidAt, ...at } = await throughWork(stage);
      let since = saidAt;
      await answerAll(at, undefined, () => {
        since = performance.now();
        return Promise.resolve();
      });
      await timesOut(at.peer, since, stage.facts.otherTimeoutMs);
    },
  },
  {
    id: 'time.work',
    level: 'must',
    section: 'time',
    rule: 'A client that does not answer WORK gets FAIL receiving. when the deadline of WORK is over, and not before.',
    patient: true,
    waitsMs: ({ workTimeoutMs }) => LATEST * (workTimeoutMs ?? 0),
    play: async (stage) => {
      const { workTimeoutMs } = stage;
      const peer = await stage.meet();
      const since = performance.now();
      await peer.say('HELLOBACK');
      await takeWork(peer);
      await timesOut(peer, since, workTimeoutMs);
    },
  },
  {
    id: 'time.work_is_longer',
    level: 'must',
    section: 'time',
    rule: 'The deadline of the other steps does not count for WORK.',
    patient: true,
    timeFactor: 2,
    waitsMs: waitsOther,
    play: async (stage) => {
      const { otherTimeoutMs } = stage.facts;
      if (stage.workTimeoutMs < 2 * otherTimeoutMs) return;
      const { peer, work } = await toWork(stage);
      await wait(otherTimeoutMs * 1.2);
      if (!peer.client.socket.readable)
        throw broken('no end while the deadline of WORK is not over', peer.end);
      await peer.say(await solve(stage, work));
      await answerAll({ peer, work });
      await finish({ peer, work });
    },
  },
  {
    id: 'time.each_step',
    level: 'must',
    section: 'time',
    rule: 'Each step has a deadline of its own: a client that takes half of it at two steps is served.',
    patient: true,
    timeFactor: 2,
    waitsMs: waitsOther,
    play: async (stage) => {
      const { otherTimeoutMs } = stage.facts;
      const { peer, work } = await throughWork(stage);
      let slow = 2;
      let late = false;
      const requests = await answerAll({ peer, work }, undefined, async () => {
        const before = performance.now();
        if (slow-- > 0) await wait(otherTimeoutMs * 0.6);
        late ||= performance.now() - before >= otherTimeoutMs;
      }).catch((error: unknown) => {
        throw late ? inconclusive('an answer in time', 'the machine was too slow') : error;
      });
      stage.note(`kit: ${requests.length} requests were answered`);
      await finish({ peer, work });
    },
  },
  {
    id: 'time.drip',
    level: 'must',
    section: 'time',
    rule: 'Single bytes do not extend the deadline of a step.',
    patient: true,
    waitsMs: waitsOther,
    play: async (stage) => {
      const peer = await stage.meet();
      await drip(stage, peer, Buffer.alloc(999, 'x'), stage.facts.otherTimeoutMs);
    },
  },
  {
    id: 'time.drip_request',
    level: 'must',
    section: 'time',
    rule: 'Single bytes do not extend the deadline of a request.',
    patient: true,
    timeFactor: 2,
    waitsMs: waitsOther,
    play: async (stage) => {
      const { peer, work, request } = await toRequest(stage);
      const bytes = Buffer.from(replyTo(work, request, 'x'.repeat(900)));
      await drip(stage, peer, bytes, stage.facts.otherTimeoutMs);
    },
  },
  {
    id: 'time.silent_tcp',
    level: 'must',
    section: 'time',
    rule: 'A connection on which nothing comes is ended by a deadline, too.',
    patient: true,
    waitsMs: waitsOther,
    play: async (stage) => {
      const peer = await stage.connectTcp();
      await peer.closes();
      if (peer.received.length > 0) throw broken('nothing in plain text', peer.received.toString('latin1'));
    },
  },
  {
    id: 'time.half_a_handshake',
    level: 'must',
    section: 'time',
    rule: 'The TLS handshake has a deadline.',
    patient: true,
    waitsMs: waitsOther,
    play: async (stage) => {
      const peer = await stage.connectTcp();
      const hello = await clientHello();
      await peer.send(hello.subarray(0, hello.length / 2));
      await peer.client.closed;
      if (stage.over.aborted) throw broken('the end of the connection', 'nothing within the time limit');
    },
  },
  {
    id: 'time.dripped_handshake',
    level: 'must',
    section: 'time',
    rule: 'Single bytes do not extend the deadline of the TLS handshake.',
    patient: true,
    waitsMs: waitsOther,
    play: async (stage) => {
      const peer = await stage.connectTcp();
      await drip(stage, peer, (await clientHello()).subarray(0, -1), stage.facts.otherTimeoutMs);
    },
  },
];
