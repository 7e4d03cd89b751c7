import { setTimeout as sleep } from 'node:timers/promises';
import { broken } from '../../engine/finding.js';
import { showBytes } from '../../engine/show-bytes.js';
import type { ClientCheck } from '../client-check.js';
import { givesUp, SILENCE_SECONDS } from '../patience.js';
import { askAll, askHello, askUpToDone, askWork } from '../questions.js';
import type { ClientStage, Meeting } from '../stage.js';

const DRIP_MS = 1000;
const SILENCE = { level: 'should', section: 'silence', patient: true, minSeconds: SILENCE_SECONDS } as const;

/** A server that says nothing any more, and stays: the client has limits of its own. */
export const SILENCE_CHECKS: readonly ClientCheck[] = [
  {
    ...SILENCE,
    id: 'silence.handshake',
    rule: 'A server that accepts the connection and never speaks TLS: give up within 60 s.',
    play: async (stage) => {
      const listener = await stage.listen({ tls: null });
      const program = await stage.start(listener.port);
      await stage.accept(listener, program);
      await givesUp(stage, program);
      await stage.endsWithFailure(program);
    },
  },
  silentAfter('hello', 'No HELLO comes: give up within 60 s.', () => Promise.resolve()),
  silentAfter('work', 'Nothing comes after HELLOBACK: give up within 60 s.', async (_stage, { peer }) =>
    askHello(peer),
  ),
  silentAfter('request', 'Nothing comes after the suffix: give up within 60 s.', async (stage, { peer }) => {
    await askHello(peer);
    await askWork(peer, stage.random.token());
  }),
  silentAfter('done', 'Nothing comes after an answer: give up within 60 s.', async (stage, { peer }) => {
    await askUpToDone(peer, stage.random);
  }),
  silentAfter(
    'half_line',
    'The rest of a line does not come: give up within 60 s.',
    async (_stage, { peer }) => {
      await askHello(peer);
      await peer.send('WORK ');
    },
  ),
  {
    ...SILENCE,
    id: 'silence.close',
    rule: 'The server does not close after OK: end all the same, within 60 s.',
    play: async (stage) => {
      const { peer, program } = await stage.meet();
      await askAll(peer, stage.random, { names: [] });
      await givesUp(stage, program);
    },
  },
  {
    ...SILENCE,
    id: 'silence.drip',
    level: 'should',
    rule: 'A line that comes one byte a second has 60 s too: each byte does not begin them anew.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askUpToDone(meeting.peer, stage.random);
      const given = new AbortController();
      const dripping = drip(meeting, given.signal);
      try {
        await givesUp(stage, meeting.program);
      } finally {
        given.abort();
        await dripping;
      }
      await fails(stage, meeting);
    },
  },
];

function silentAfter(
  name: string,
  rule: string,
  play: (stage: ClientStage, meeting: Meeting) => Promise<void>,
): ClientCheck {
  return {
    ...SILENCE,
    id: `silence.${name}`,
    rule,
    play: async (stage) => {
      const meeting = await stage.meet();
      await play(stage, meeting);
      await givesUp(stage, meeting.program);
      await fails(stage, meeting);
    },
  };
}

async function fails(stage: ClientStage, { program, peer }: Meeting): Promise<void> {
  await stage.endsWithFailure(program);
  await stage.before(peer.closed, 'that the connection is closed');
  if (peer.unread.length > 0) throw broken('no answer', showBytes(peer.unread));
}

/** The beginning of a request, slowly. */
async function drip({ peer }: Meeting, until: AbortSignal): Promise<void> {
  while (!until.aborted && !peer.isOver) {
    await peer.send('N');
    await sleep(DRIP_MS, null, { signal: until }).catch(() => null);
  }
}
