import { createServer } from 'node:net';
import { once } from 'node:events';
import { broken, inconclusive, skipped } from '../../engine/finding.js';
import { endOf } from '../../launch/end-of.js';
import type { Exit } from '../../launch/launcher.js';
import { show } from '../client-peer.js';
import type { ServerCheck } from '../server-check.js';
import type { ServerStage } from '../stage.js';
import { whyUnreachable } from '../reach.js';
import { answerFrom, finish, toDone, toRequest, toWork, wholeSession } from '../steps.js';

/** How the program ends, checked one by one: nothing else runs beside these. */
export const STOP_CHECKS: readonly ServerCheck[] = [
  {
    id: 'stop.survives',
    level: 'must',
    section: 'stop',
    rule: 'After all that the kit did to it the server still runs, and serves.',
    alone: true,
    timeFactor: 2,
    play: async (stage) => {
      for (let n = 0; n < 3; n++) await wholeSession(stage);
      const [first] = stage.subject.program?.unwantedEndings ?? [];
      if (first !== undefined) throw broken('that the server runs until it is stopped', first);
    },
  },
  {
    id: 'stop.sigterm',
    level: 'must',
    section: 'stop',
    rule: 'SIGTERM ends a server that has nothing to do.',
    alone: true,
    play: async (stage) => {
      await wholeSession(stage);
      await ends(stage, 'SIGTERM');
    },
  },
  {
    id: 'stop.open_session',
    level: 'must',
    section: 'stop',
    rule: 'SIGTERM ends a server while a session waits for its client, too: in the time that its deadlines allow.',
    alone: true,
    timeFactor: 2,
    waitsMs: ({ otherTimeoutMs }) => 2 * otherTimeoutMs,
    play: async (stage) => {
      await toRequest(stage);
      await ends(stage, 'SIGTERM');
    },
  },
  {
    id: 'stop.told',
    level: 'should',
    section: 'stop',
    rule: 'A session that a stop cuts off is told: FAIL and the reason. Or it is served to its end.',
    alone: true,
    timeFactor: 2,
    waitsMs: ({ otherTimeoutMs }) => 2 * otherTimeoutMs,
    play: async (stage) => {
      const at = await toRequest(stage);
      const [line] = await Promise.all([at.peer.next(), ends(stage, 'SIGTERM')]);
      if (line?.startsWith('FAIL ') !== true) {
        throw broken('"FAIL " and a reason', line === null ? at.peer.end : show(line));
      }
    },
  },
  {
    id: 'stop.port_is_free',
    level: 'must',
    section: 'stop',
    rule: 'After a stop the port is free: the server can be started again at once, and serves.',
    alone: true,
    timeFactor: 3,
    play: async (stage) => {
      await wholeSession(stage);
      await ends(stage, 'SIGTERM');
      const endpoint = { host: '127.0.0.1', port: await stage.program.port() };
      if ((await whyUnreachable(endpoint)) === null)
        throw broken('a port that nobody listens on', 'a connection');
      await wholeSession(stage);
    },
  },
  {
    id: 'stop.port_taken',
    level: 'must',
    section: 'stop',
    rule: 'On a port that is taken the start fails: an exit code other than 0, and not a hang.',
    alone: true,
    play: async (stage) => {
      const { program } = stage;
      await program.end('SIGKILL');
      const taken = await takePort();
      const running = stage.watch(program.startAnother(taken.port));
      try {
        const exit = await endOrLimit(stage, running.exited);
        if (exit === null) throw broken('that the program ends', 'it runs on until the time limit');
        if (exit.code === 0) throw broken('an exit code other than 0', endOf(exit));
      } finally {
        running.kill('SIGKILL');
        taken.free();
      }
    },
  },
  {
    id: 'stop.kill',
    level: 'must',
    section: 'stop',
    rule: 'What was sent before DONE is kept, even if the server is killed (SIGKILL) the moment it has said DONE.',
    alone: true,
    timeFactor: 2,
    play: async (stage) => {
      stage.needsRecords();
      const { program } = stage;
      const values: string[] = [];
      await toDone(stage, () => {
        const value = stage.random.token(20);
        values.push(value);
        return value;
      });
      await program.end('SIGKILL');
      // Some read their records through the server.
      await stage.endpoint();
      await stage.recordsHold(values);
    },
  },
  {
    id: 'stop.starts_after_kill',
    level: 'must',
    section: 'stop',
    rule: 'A server that was killed (SIGKILL) in the middle of sessions starts again, and serves.',
    alone: true,
    timeFactor: 3,
    play: async (stage) => {
      const { program } = stage;
      await toWork(stage);
      await toRequest(stage);
      await program.end('SIGKILL');
      await wholeSession(stage);
    },
  },
  {
    id: 'stop.no_key_in_output',
    level: 'must',
    section: 'stop',
    rule: 'The private key of the server is in nothing that it prints.',
    alone: true,
    timeFactor: 2,
    play: async (stage) => {
      const { output } = await outputOfSessions(stage);
      const lines = stage.program.keyPem.split('\n').filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line));
      if (lines.some((line) => output.includes(line))) throw broken('no key in its output', 'it is there');
    },
  },
  {
    id: 'stop.no_answers_in_output',
    level: 'should',
    section: 'stop',
    rule: 'Neither answers nor tokens and suffixes are in what the server prints: logs are read by many.',
    alone: true,
    timeFactor: 2,
    play: async (stage) => {
      const { output, secrets } = await outputOfSessions(stage);
      const [first] = Object.entries(secrets).find(([, text]) => output.includes(text)) ?? [];
      if (first !== undefined) throw broken('no secret in its output', `the ${first} of a session`);
    },
  },
];

/** Sends a signal. The program must end within the time limit. */
async function ends(stage: ServerStage, signal: NodeJS.Signals): Promise<Exit> {
  const { running } = stage.program;
  if (running === null) throw skipped('the server does not run');
  stage.watch(running);
  const exit = await endOrLimit(stage, stage.program.end(signal));
  if (exit !== null) return exit;
  running.kill('SIGKILL');
  throw broken(`that ${signal} ends the server`, 'it runs on until the time limit');
}

/** Listens on a port of every loopback address. */
async function takePort(): Promise<{ readonly port: number; readonly free: () => void }> {
  const first = createServer().listen(0, '127.0.0.1');
  await once(first, 'listening');
  const address = first.address();
  if (address === null || typeof address === 'string') throw inconclusive('a port', 'none');
  const { port } = address;
  const second = createServer().on('error', () => undefined);
  second.listen(port, '::1');
  await Promise.race([once(second, 'listening'), once(second, 'error')]).catch(() => undefined);
  const free = (): void => {
    first.close();
    second.close();
  };
  return { port, free };
}

/** Resolves to null when the time limit is over first. */
function endOrLimit<T>(stage: ServerStage, promise: Promise<T | null>): Promise<T | null> {
  const { over } = stage;
  const limit = new Promise<null>((resolve) => {
    if (over.aborted) resolve(null);
    over.addEventListener('abort', () => {
      resolve(null);
    });
  });
  return Promise.race([promise, limit]);
}

/** Plays a right session and a wrong one, stops the server, and takes all that it has printed. */
async function outputOfSessions(
  stage: ServerStage,
): Promise<{ output: string; secrets: Record<string, string> }> {
  const { program } = stage;
  const [good, bad] = [stage.random.token(20), stage.random.token(20)];
  const at = await toRequest(stage);
  await answerFrom(at, () => good);
  await finish(at);
  const wrong = await toRequest(stage);
  await wrong.peer.say(`${'0'.repeat(64)} ${bad}`);
  await wrong.peer.line('"FAIL " and a reason');
  await wrong.peer.client.closed;
  const { running } = program;
  await ends(stage, 'SIGTERM');
  const output = running === null ? '' : `${running.stdout().toString()}${running.stderr().toString()}`;
  const secrets = { value: good, 'refused value': bad, token: at.work.token, suffix: at.suffix };
  return { output, secrets };
}
