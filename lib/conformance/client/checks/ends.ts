import { broken } from '../../engine/finding.js';
import type { ClientCheck } from '../client-check.js';
import { NOT_READING, withCause } from '../progress.js';
import { askUnsolvable, PLACES, type Place } from '../places.js';
import { askAll, askHello, askUpToDone, askWork } from '../questions.js';
import type { ServerPeer } from '../server-peer.js';

/** The places, and the one where the client is busy. */
const ALL_PLACES: readonly Place[] = [
  ...PLACES.filter(({ id }) => id !== 'later_request'),
  { id: 'solving', phrase: 'while the client solves', reach: askUnsolvable },
];

/** Makes the checks of one way to end a connection. */
const TAKES_CUT_LINES =
  'Its way to read a line also returns what is left at the end of the stream: look for the LF.';

function everywhere(
  prefix: string,
  rule: (phrase: string) => string,
  leave: (peer: ServerPeer) => void,
): readonly ClientCheck[] {
  return ALL_PLACES.map(({ id, phrase, reach }) => ({
    id: `ends.${prefix}_${id}`,
    level: 'must',
    section: 'ends',
    rule: rule(phrase),
    play: async (stage) => {
      const meeting = await stage.meet();
      await reach(meeting.peer, stage.random);
      leave(meeting.peer);
      const failed = stage.fails(meeting);
      await (id === 'solving' ? withCause(NOT_READING, failed) : failed);
    },
  }));
}

/** A line without its LF, and the end of the server. */
function cutLine(
  id: string,
  what: string,
  reach: Place['reach'],
  bytes: string,
  leave: (peer: ServerPeer) => void = endInOrder,
): ClientCheck {
  return {
    id: `ends.${id}`,
    level: 'must',
    section: 'ends',
    anchor: 'reading-lines',
    rule: `${what} is no line: stop with a failure, and answer nothing.`,
    play: async (stage) => {
      const meeting = await stage.meet();
      await reach(meeting.peer, stage.random);
      await meeting.peer.send(bytes);
      leave(meeting.peer);
      await withCause(TAKES_CUT_LINES, stage.fails(meeting));
    },
  };
}

function endInOrder(peer: ServerPeer): void {
  peer.end();
}

function reset(peer: ServerPeer): void {
  peer.reset();
}

function cutTcp(peer: ServerPeer): void {
  peer.cut();
}

async function upToWork(peer: ServerPeer, random: Parameters<Place['reach']>[1]): Promise<void> {
  await askHello(peer);
  await askWork(peer, random.token());
}

const cutLines: readonly ClientCheck[] = [
  cutLine('cut_hello', 'HELLO without its LF, and the end,', () => Promise.resolve(), 'HELLO'),
  cutLine('cut_work', 'WORK with one of two digits, and the end,', askHello, 'WORK abcdefgh 1'),
  cutLine('cut_half_work', 'Half of a WORK, and the end,', askHello, 'WORK abc'),
  cutLine('cut_request', 'A request without its LF, and the end,', upToWork, 'FULL_NAME abcdef'),
  cutLine('cut_done', 'DONE without its LF, and the end,', askUpToDone, 'DONE'),
  cutLine('cut_done_reset', 'DONE without its LF, and a reset,', askUpToDone, 'DONE', reset),
  cutLine(
    'cut_done_tcp',
    'DONE without its LF, and the end of TCP without close_notify,',
    askUpToDone,
    'DONE',
    cutTcp,
  ),
];

/** Ends of the connection that the client did not begin, and those that come after OK. */
export const ENDS_CHECKS: readonly ClientCheck[] = [
  ...everywhere('end', (phrase) => `The server ends its side ${phrase}: stop with a failure.`, endInOrder),
  ...everywhere('reset', (phrase) => `A reset ${phrase}: stop with a failure.`, reset),
  ...everywhere(
    'truncated',
    (phrase) => `The end of TCP without close_notify ${phrase}: stop with a failure.`,
    cutTcp,
  ),
  ...cutLines,
  {
    id: 'ends.half_close',
    level: 'must',
    section: 'ends',
    rule: 'A server may end its side right behind DONE: OK can still be written, and is a success.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askUpToDone(meeting.peer, stage.random);
      await meeting.peer.say('DONE');
      meeting.peer.end();
      const expected = '"OK" as the answer to DONE';
      const line = await meeting.peer.line(expected);
      if (line.toString('latin1') !== 'OK') throw broken(expected, 'another line');
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'ends.reset_after_done',
    level: 'must',
    section: 'ends',
    rule: 'A reset right behind DONE: the client ends. As a success or as a failure: both are right.',
    play: async (stage) => {
      const { peer, program } = await stage.meet();
      await askUpToDone(peer, stage.random);
      await peer.say('DONE');
      peer.reset();
      await stage.before(program.exited, 'that the client ends');
    },
  },
  {
    id: 'ends.truncated_after_ok',
    level: 'must',
    section: 'ends',
    rule: 'The end of TCP without close_notify, after OK, takes no success away.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askAll(meeting.peer, stage.random);
      meeting.peer.cut();
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'ends.reset_after_ok',
    level: 'should',
    section: 'ends',
    rule: 'A reset after OK takes no success away.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askAll(meeting.peer, stage.random);
      meeting.peer.reset();
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'ends.leaves_first',
    level: 'should',
    section: 'ends',
    rule: 'After OK the client closes by itself, also when the server does not.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askAll(meeting.peer, stage.random);
      await meeting.peer.stirs();
      if (!meeting.peer.isOver && meeting.peer.unread.length === 0) {
        throw broken('that the client closes the connection', 'nothing within the time limit');
      }
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'ends.close_notify',
    level: 'should',
    section: 'ends',
    anchor: 'closing',
    rule: 'After OK the client closes in order: with close_notify.',
    play: async (stage) => {
      const meeting = await stage.meet({ recordStyle: (writer, bytes) => writer.data(bytes) });
      await askAll(meeting.peer, stage.random);
      await stage.succeeds(meeting);
      if (meeting.listener.attempts[0]?.endedByAlert?.() === true) return;
      throw broken(
        'close_notify, and then the end of TCP',
        'the end of TCP alone',
        'The socket is closed, and TLS is not: shut TLS down first, so that the server sees an end and no cut.',
      );
    },
  },
];
