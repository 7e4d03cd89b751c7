import { setTimeout as sleep } from 'node:timers/promises';
import { broken } from '../../engine/finding.js';
import { showBytes } from '../../engine/show-bytes.js';
import type { ClientCheck } from '../client-check.js';
import { pause } from '../patience.js';
import { askAll, askDone, askFor, askHello, askUpToDone, askWork, FEW_BITS } from '../questions.js';
import type { ServerPeer } from '../server-peer.js';

/** Less than the 10 s that a client waits at least, with a margin for a busy machine. */
const LATE_SECONDS = 8;
const AFTER_OK_MS = 3000;
const CR = 0x0d;
const LATE = {
  level: 'must',
  section: 'turns',
  patient: true,
  minSeconds: 60,
  anchor: 'deadlines-and-limits',
} as const;

/** Whose turn it is. */
export const TURN_CHECKS: readonly ClientCheck[] = [
  {
    ...LATE,
    id: 'turns.late_hello',
    rule: 'HELLO can take its time: until it comes, the client waits and says nothing.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await pause(stage, meeting.peer, LATE_SECONDS);
      await askAll(meeting.peer, stage.random);
      await stage.succeeds(meeting);
    },
  },
  {
    ...LATE,
    id: 'turns.late_work',
    rule: 'WORK can take its time.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askHello(meeting.peer);
      await pause(stage, meeting.peer, LATE_SECONDS);
      await askWork(meeting.peer, stage.random.token());
      await askDone(meeting.peer);
      await stage.succeeds(meeting);
    },
  },
  {
    ...LATE,
    id: 'turns.late_request',
    rule: 'A request can take its time.',
    play: async (stage) => {
      const meeting = await stage.meet();
      const token = await askUpToDone(meeting.peer, stage.random, { names: ['FULL_NAME'] });
      await pause(stage, meeting.peer, LATE_SECONDS);
      await askFor(meeting.peer, token, 'EMAIL1', 'late');
      await askDone(meeting.peer);
      await stage.succeeds(meeting);
    },
  },
  {
    ...LATE,
    id: 'turns.late_done',
    rule: 'DONE can take its time.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askUpToDone(meeting.peer, stage.random);
      await pause(stage, meeting.peer, LATE_SECONDS);
      await askDone(meeting.peer);
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'turns.one_line',
    level: 'must',
    section: 'turns',
    rule: 'The client says one line for each command.',
    play: async (stage) => {
      const meeting = await stage.meet();
      const { peer } = meeting;
      const token = stage.random.token();
      // A second line that comes later is taken for the answer to the next command.
      await askHello(peer);
      nothingMore(peer, 'HELLO');
      await askWork(peer, token);
      nothingMore(peer, 'WORK');
      for (const name of ['FULL_NAME', 'FULL_NAME', 'EMAIL1']) {
        await askFor(peer, token, name, stage.random.token(8));
        nothingMore(peer, name);
      }
      await askDone(peer);
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'turns.line_ends',
    level: 'must',
    section: 'turns',
    rule: 'A line ends with one LF, and not with CR LF.',
    anchor: 'framing',
    play: async (stage) => {
      const meeting = await stage.meet();
      const { peer } = meeting;
      const token = stage.random.token();
      for (const command of ['HELLO', `WORK ${token} ${FEW_BITS}`, 'FULL_NAME LGTk', 'DONE']) {
        await peer.say(command);
        const line = await peer.line(`the answer to ${command.split(' ', 1).join()}`);
        if (line.at(-1) === CR)
          throw broken('a line that ends with LF alone', showBytes(line), 'It ends its lines with CR LF.');
      }
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'turns.nothing_after_ok',
    level: 'must',
    section: 'turns',
    rule: 'OK is the last line of the client.',
    patient: true,
    play: async (stage) => {
      const meeting = await stage.meet();
      const { peer } = meeting;
      await askAll(peer, stage.random, { names: [] });
      const waited = new AbortController();
      await Promise.race([sleep(AFTER_OK_MS, null, { signal: waited.signal, ref: false }), peer.stirs()]);
      waited.abort();
      if (peer.unread.length > 0) throw broken('nothing after OK', showBytes(peer.unread));
      await stage.succeeds(meeting);
    },
  },
];

/** The answer to this command was the last thing that came. */
function nothingMore(peer: ServerPeer, command: string): void {
  if (peer.unread.length === 0) return;
  throw broken(`one line for ${command}`, `${showBytes(peer.unread)} behind it`);
}
