import { broken } from '../../engine/finding.js';
import { MISBEHAVIOURS, type MisbehaviourName } from '../../peers/misbehaviours.js';
import { show, type ClientPeer } from '../client-peer.js';
import { failsWith, INVALID_CHECKSUM } from '../failures.js';
import type { ServerCheck } from '../server-check.js';
import type { ServerStage } from '../stage.js';
import { answerFrom, finish, takeRequest, toDone, toRequest, toWork, wholeSession } from '../steps.js';

const MANY = 100;
const SILENT = 200;
const FLOOD = Buffer.alloc(4 * 1024 * 1024, 'x');

/** Many clients, and bad ones beside good ones. */
export const LOAD_CHECKS: readonly ServerCheck[] = [
  {
    id: 'load.beside_silent_session',
    level: 'must',
    section: 'load',
    rule: 'A session that waits for its client keeps no other from being served.',
    timeFactor: 2,
    play: async (stage) => {
      const silent = await stage.meet();
      await wholeSession(stage);
      if (!silent.client.socket.readable) stage.note('kit: the silent session is over already');
    },
  },
  {
    id: 'load.own_answers',
    level: 'must',
    section: 'load',
    rule: 'Sessions at once do not mix: the answers of each are judged by its own token and random strings.',
    timeFactor: 4,
    play: async (stage) => {
      const [first, second, third] = [await toRequest(stage), await toRequest(stage), await toRequest(stage)];
      for (const at of [second, third, first]) {
        await answerFrom(at);
        await finish(at);
      }
    },
  },
  {
    id: 'load.beside_wrong',
    level: 'must',
    section: 'load',
    rule: 'A session that fails ends alone: the one beside it goes on, and is told nothing of it.',
    timeFactor: 4,
    play: async (stage) => {
      const [right, wrong] = [await toRequest(stage), await toRequest(stage)];
      await wrong.peer.say(`${'0'.repeat(64)} value`);
      await failsWith(wrong.peer, INVALID_CHECKSUM);
      await answerFrom(right);
      await finish(right);
    },
  },
  {
    id: 'load.beside_bad_clients',
    level: 'must',
    section: 'load',
    rule: 'Whatever bad clients do (scan, reset, flood, leave, say nothing), others are served.',
    disturbs: true,
    timeFactor: 6,
    play: async (stage) => {
      for (const name of Object.keys(MISBEHAVIOURS) as MisbehaviourName[]) {
        const over = new AbortController();
        stage.note(`kit: a bad client: ${name}`);
        const bad = misbehave(stage, name, over);
        try {
          await wholeSession(stage);
        } finally {
          over.abort();
          await bad;
        }
      }
    },
  },
  {
    id: 'load.hundred',
    level: 'must',
    section: 'load',
    rule: 'Of a hundred clients that come at once, every one gets to DONE.',
    disturbs: true,
    timeFactor: 6,
    play: async (stage) => {
      await Promise.all(
        Array.from({ length: MANY }, async (_, n) => {
          await finish(await toDone(stage, undefined, { identity: await stage.identity(n % 25) }));
        }),
      );
    },
  },
  {
    id: 'load.silent',
    level: 'must',
    section: 'load',
    rule: 'Two hundred connections that say nothing do not keep an honest client out.',
    disturbs: true,
    timeFactor: 2,
    waitsMs: ({ otherTimeoutMs }) => 2 * otherTimeoutMs,
    play: async (stage) => {
      // A server may turn some of them away.
      await Promise.allSettled(Array.from({ length: SILENT }, () => stage.connectTcp()));
      await wholeSession(stage);
    },
  },
  {
    id: 'load.never_reads',
    level: 'must',
    section: 'load',
    rule: 'A client that never reads is ended by the deadline, and hurts nobody.',
    patient: true,
    timeFactor: 2,
    waitsMs: ({ otherTimeoutMs }) => 3 * otherTimeoutMs,
    play: async (stage) => {
      const { peer } = await toRequest(stage);
      peer.client.socket.pause();
      await wholeSession(stage);
      if (!(await stage.stillTimeAfter(stage.facts.otherTimeoutMs * 1.5))) return;
      peer.client.socket.resume();
      // A server need not wait for ever until its FAIL is read.
      const line = await peer.next();
      if (line !== null && !line.startsWith('FAIL ')) throw broken('"FAIL " and a reason', show(line));
      await peer.closes();
    },
  },
  {
    id: 'load.flood',
    level: 'must',
    section: 'load',
    rule: 'A client that sends 4 MiB without an LF is ended, and hurts nobody.',
    disturbs: true,
    timeFactor: 2,
    play: async (stage) => {
      const { peer } = await toWork(stage);
      void peer.send(FLOOD);
      await peer.client.closed;
      if (stage.over.aborted) throw broken('the end of the connection', 'nothing within the time limit');
      await wholeSession(stage);
    },
  },
  {
    id: 'load.left',
    level: 'must',
    section: 'load',
    rule: 'Clients that reset their connections at every step hurt nobody.',
    timeFactor: 4,
    play: async (stage) => {
      const steps: (() => Promise<ClientPeer>)[] = [
        () => stage.meet(),
        async () => (await toWork(stage)).peer,
        async () => (await toRequest(stage)).peer,
        async () => (await toDone(stage)).peer,
      ];
      for (const step of steps) (await step()).reset();
      const at = await toRequest(stage);
      await at.peer.say('wrong');
      at.peer.reset();
      const { peer } = await toRequest(stage);
      peer.leave();
      if ((await peer.next()) !== null) await takeRequest(peer).catch(() => null);
      await wholeSession(stage);
    },
  },
];

async function misbehave(stage: ServerStage, name: MisbehaviourName, over: AbortController): Promise<void> {
  const options = await stage.tlsOptions().catch(() => null);
  if (options === null) return;
  const { cert, key, ...connection } = options;
  const stranger = await stage.outsider('stranger');
  const expired = await stage.subject.outsider('expired');
  const ended = new Promise<void>((resolve) => {
    over.signal.addEventListener('abort', () => {
      resolve();
    });
  });
  const signal = AbortSignal.any([stage.over, over.signal]);
  const ours = await stage.identity();
  if (cert === undefined || key === undefined) return;
  await MISBEHAVIOURS[name]({
    connection: { ...connection, watchCloseNotify: false, signal },
    identities: { ours, stranger, expired: expired ?? stranger },
    over: ended,
  }).catch(() => []);
}
