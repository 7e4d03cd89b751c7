import { makeAuthority } from '../../../../certificates/issue.js';
import { broken } from '../../../engine/finding.js';
import type { ClientCheck } from '../../client-check.js';
import { withCause } from '../../progress.js';
import { askHello } from '../../questions.js';
import type { ClientStage, Meeting } from '../../stage.js';

/** A record of TLS 1.2 and 1.3 that says it holds application data, and whose bytes nobody has encrypted. */
const GARBAGE = Buffer.concat([Buffer.from([0x17, 0x03, 0x03, 0x00, 0x40]), Buffer.alloc(0x40, 0xa5)]);
/** A record with a fatal alert, handshake_failure, as a server sends it in the clear in answer to the first message. */
const FATAL_ALERT = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]);

/** Connections over TLS that break off. */
export const TROUBLE_CHECKS: readonly ClientCheck[] = [
  {
    id: 'tls.alert',
    level: 'must',
    section: 'tls',
    rule: 'A server that refuses the handshake with an alert has served nobody: stop with a failure.',
    play: async (stage) => {
      const meeting = await greeted(stage);
      await meeting.peer.send(FATAL_ALERT);
      meeting.peer.end();
      await stage.endsWithFailure(meeting.program);
    },
  },
  {
    id: 'tls.closed_in_handshake',
    level: 'must',
    section: 'tls',
    rule: 'A server that leaves in the handshake has served nobody: stop with a failure.',
    play: async (stage) => {
      const { peer, program } = await greeted(stage);
      peer.end();
      await stage.endsWithFailure(program);
    },
  },
  {
    id: 'tls.handshake_stalls',
    level: 'should',
    section: 'tls',
    rule: 'A handshake that stalls is given up, within a minute at most.',
    patient: true,
    minSeconds: 75,
    play: async (stage) => {
      const { program } = await greeted(stage);
      await withCause('Its limit of time begins after the handshake.', stage.endsWithFailure(program));
    },
  },
  {
    id: 'tls.closed_before_hello',
    level: 'must',
    section: 'tls',
    rule: 'A server that ends the connection before HELLO, in order, has served nobody: stop with a failure.',
    play: async (stage) => {
      const meeting = await stage.meet();
      meeting.peer.end();
      await stage.fails(meeting);
    },
  },
  {
    id: 'tls.garbage',
    level: 'must',
    section: 'tls',
    rule: 'A record that cannot be decrypted ends the session: stop with a failure, and answer nothing.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askHello(meeting.peer);
      stage.note(`kit: a record of ${GARBAGE.length} bytes that nobody has encrypted, below TLS`);
      meeting.peer.tcp.write(GARBAGE);
      await stage.fails(meeting);
    },
  },
  {
    id: 'tls.refused_after_handshake',
    level: 'must',
    section: 'tls',
    rule: 'Under TLS 1.3 the client may see only after its handshake that its certificate is refused: stop with a failure.',
    play: async (stage) => {
      await isRejected(stage);
    },
  },
  {
    id: 'tls.refused_is_said',
    level: 'should',
    section: 'tls',
    rule: 'A client whose certificate is refused says so: it writes why it failed.',
    play: async (stage) => {
      await isRejected(stage);
      const isSilent = stage.outputs.every(({ stdout, stderr }) => stdout.length + stderr.length === 0);
      if (isSilent) throw broken('a message on standard error', 'no output at all');
    },
  },
];

/** Listens without TLS, and waits until the client has begun its handshake. */
async function greeted(stage: ClientStage): Promise<Meeting> {
  const meeting = await stage.meet({ tls: null });
  await meeting.peer.stirs();
  if (meeting.peer.unread[0] !== 0x16) {
    throw broken('the first message of a TLS handshake', `${meeting.peer.unread.length} other bytes`);
  }
  return meeting;
}

/** A server, of the client's CA, that does not trust the client: it closes each connection once it has seen the certificate. */
async function isRejected(stage: ClientStage): Promise<void> {
  const other = await stage.pki.made('another-authority', () =>
    makeAuthority({ subject: { CN: 'a CA of other clients' } }),
  );
  const tls = { ...stage.tls, ca: other.certPem, minVersion: 'TLSv1.3' } as const;
  const listener = await stage.listen({ tls });
  const program = await stage.start(listener.port);
  await stage.endsWithFailure(program);
  if (listener.attempts.length === 0) throw broken('a connection', 'none');
}
