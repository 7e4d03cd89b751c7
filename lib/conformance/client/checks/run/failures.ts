import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { broken } from '../../../engine/finding.js';
import { showBytes } from '../../../engine/show-bytes.js';
import type { Running, Target } from '../../../launch/launcher.js';
import type { ClientCheck } from '../../client-check.js';
import { askHello } from '../../questions.js';
import type { ClientStage } from '../../stage.js';

/** TCP port service multiplexer: one must be the superuser to listen on it, and nobody does. */
const CLOSED_PORT = 1;
/** A name that never exists (RFC 6761). */
const NO_HOST = 'nosuchhost.invalid';
/** So long the program may look a name up. */
const LOOKUP_SECONDS = 75;
/** It has begun to solve by then; when it has not, the verdict is the same. */
const SOLVING_MS = 1000;
const FEW_SECONDS = 60;

/** The program fails as a program does: with an exit code, and with a reason. */
export const RUN_FAILURES: readonly ClientCheck[] = [
  {
    id: 'run.refused',
    level: 'must',
    section: 'run',
    rule: 'Nobody listens on the port: end with a failure.',
    play: async (stage) => stage.endsWithFailure(await startRefused(stage)),
  },
  {
    id: 'run.refused_reason',
    level: 'should',
    section: 'run',
    rule: 'Nobody listens on the port: say so on standard error.',
    play: async (stage) => saysWhy(stage, await startRefused(stage)),
  },
  {
    id: 'run.failure_reason',
    level: 'should',
    section: 'run',
    rule: 'The server leaves before DONE: say so on standard error.',
    play: async (stage) => {
      const { peer, program } = await stage.meet();
      await askHello(peer);
      peer.end();
      await saysWhy(stage, program);
    },
  },
  {
    id: 'run.unknown_host',
    level: 'must',
    section: 'run',
    rule: 'The host has no address: end with a failure.',
    patient: true,
    minSeconds: LOOKUP_SECONDS,
    play: async (stage) => stage.endsWithFailure(await stage.start(CLOSED_PORT, { host: NO_HOST })),
  },
  missingFile('cert', 'The file of its certificate is missing: end with a failure.'),
  missingFile('key', 'The file of its key is missing: end with a failure.'),
  missingFile(
    'ca',
    'The file of the CA is missing: end with a failure, and send nothing to a server that cannot be verified.',
  ),
  {
    id: 'run.wrong_key',
    level: 'must',
    section: 'run',
    rule: 'The key is not that of the certificate: end with a failure.',
    play: (stage) => failsWith(stage, { key: stage.pki.server.keyPath }),
  },
  {
    id: 'run.key_is_no_key',
    level: 'must',
    section: 'run',
    rule: 'The file of the key holds none: end with a failure.',
    play: (stage) => failsWith(stage, { key: stage.pki.client.certPath }),
  },
  {
    id: 'run.ends_on_sigterm',
    level: 'should',
    section: 'run',
    rule: 'SIGTERM ends the program while it solves, and not with exit code 0.',
    patient: true,
    minSeconds: FEW_SECONDS,
    play: async (stage) => {
      const { peer, program } = await stage.meet();
      await askHello(peer);
      await peer.say(`WORK ${stage.random.token()} 64`);
      await Promise.race([sleep(SOLVING_MS), program.exited]);
      stage.note('kit: sends SIGTERM');
      program.kill('SIGTERM');
      await stage.endsWithFailure(program);
      if (peer.unread.length > 0) throw broken('no answer', showBytes(peer.unread));
    },
  },
];

function missingFile(name: 'cert' | 'key' | 'ca', rule: string): ClientCheck {
  return {
    id: `run.missing_${name}`,
    level: 'must',
    section: 'run',
    rule,
    play: (stage) => failsWith(stage, { [name]: join(stage.pki.directory, `no-such-${name}.pem`) }),
  };
}

/** Started with these files, the program must not get through a handshake, and must end with a failure. */
async function failsWith(stage: ClientStage, target: Partial<Target>): Promise<void> {
  const listener = await stage.listen();
  const program = await stage.start(listener.port, target);
  const ended = new AbortController();
  void program.exited.then(() => {
    ended.abort();
  });
  const attempt = await listener.next(ended.signal);
  const peer = attempt === null ? null : await stage.before(attempt.peer, 'that the handshake fails');
  if (peer !== null) throw broken('that it stops before it trusts anyone', 'a TLS handshake that succeeded');
  listener.stopListening();
  await stage.endsWithFailure(program);
}

function startRefused(stage: ClientStage): Promise<Running> {
  return stage.start(CLOSED_PORT, { port: CLOSED_PORT });
}

async function saysWhy(stage: ClientStage, program: Running): Promise<void> {
  await stage.endsWithFailure(program);
  if (program.stderr().length === 0) throw broken('the reason on standard error', 'nothing');
}
