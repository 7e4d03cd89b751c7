import { broken } from '../../engine/finding.js';
import { MISBEHAVIOURS, type MisbehaviourName, type MisbehaviourTarget } from '../../peers/misbehaviours.js';
import { show, type ClientPeer } from '../client-peer.js';
import { failsWith, INVALID_CHECKSUM } from '../failures.js';
import { pause } from '../pause.js';
import type { ServerCheck } from '../server-check.js';
import type { ServerStage } from '../stage.js';
import { answerFrom, finish, takeRequest, toDone, toRequest, toWork, wholeSession } from '../steps.js';

const MANY = 100;
const SILENT = 200;
/** How long a bad client is alone with the server. */
const BAD_MS = 500;
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
      const target = await badTarget(stage);
      for (const name of Object.keys(MISBEHAVIOURS) as MisbehaviourName[]) {
        const ended = new AbortController();
        const signal = AbortSignal.any([stage.over, ended.signal]);
        stage.note(`kit: a bad client: ${name}`);
        const bad = misbehave(name, target, signal);
        try {
          // Who does something has done it by then. Who does nothing does so beside the session.
          await Promise.race([bad, pause(BAD_MS, signal)]);
          await wholeSession(stage);
        } finally {
          ended.abort();
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

/** What all bad clients of a check have in common. */
async function badTarget(stage: ServerStage): Promise<Omit<MisbehaviourTarget, 'over'>> {
  const { cert: _, key: __, ...connection } = await stage.tlsOptions();
  const stranger = await stage.outsider('stranger');
  const expired = (await stage.subject.outsider('expired')) ?? stranger;
  const identities = { ours: await stage.identity(), stranger, expired };
  return { connection: { ...connection, watchCloseNotify: false }, identities };
}

/** Is a bad client until it ends, or the signal aborts. */
async function misbehave(
  name: MisbehaviourName,
  { connection, identities }: Omit<MisbehaviourTarget, 'over'>,
  signal: AbortSignal,
): Promise<void> {
  const over = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  // How the server treats it is for other checks to judge.
  await MISBEHAVIOURS[name]({ connection: { ...connection, signal }, identities, over }).catch(() => []);
}
