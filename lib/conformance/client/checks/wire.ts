import { broken } from '../../engine/finding.js';
import type { Random } from '../../engine/random.js';
import type { RecordWriter } from '../../peers/records.js';
import { toxic } from '../../wire/parse-wire.js';
import type { Toxic } from '../../wire/toxics.js';
import type { ClientCheck } from '../client-check.js';
import type { RecordStyle } from '../record-server.js';
import { askAll, askHello, FEW_BITS, takeSuffix, takeValue, takeWord, USUAL_NAMES } from '../questions.js';
import type { ServerPeer } from '../server-peer.js';

const FEW_NAMES = USUAL_NAMES.slice(0, 3);
const LATE_LF_MS = 700;
const SLOW_READER_MS = 1500;
const LONGEST_WORD = 128;

/** How a check writes a line: in which pieces, and what is between them. */
type Say = (line: string) => Promise<void>;

/** Plays a whole session with lines that are written in a way of their own. */
async function askSaying(
  peer: ServerPeer,
  random: Random,
  say: Say,
  names: readonly string[] = FEW_NAMES,
  token = random.token(8),
): Promise<void> {
  await say('HELLO');
  await takeWord(peer, 'HELLOBACK', 'HELLO');
  await say(`WORK ${token} ${FEW_BITS}`);
  await takeSuffix(peer, token, FEW_BITS);
  for (const name of names) {
    const randomString = random.token(name.length === LONGEST_WORD ? LONGEST_WORD : 8);
    await say(`${name} ${randomString}`);
    await takeValue(peer, token, name, randomString);
  }
  await say('DONE');
  await takeWord(peer, 'OK', 'DONE');
}

/** Writes each byte as a TLS record of its own. */
function bytewise(peer: ServerPeer): Say {
  return async (line) => {
    for (const byte of Buffer.from(`${line}\n`)) await peer.send(Buffer.of(byte));
  };
}

/** Writes each line as two records, cut at this byte. */
function cutAt(peer: ServerPeer, position: number): Say {
  return async (line) => {
    const bytes = Buffer.from(`${line}\n`);
    const at = Math.min(position, bytes.length - 1);
    await peer.send(bytes.subarray(0, at));
    await peer.send(bytes.subarray(at));
  };
}

/** A whole session through faults of the wire. */
function through(id: string, rule: string, toxics: readonly Toxic[], timeFactor = 1): ClientCheck {
  return {
    ...{ id: `wire.${id}`, level: 'must', section: 'wire', rule, timeFactor },
    play: async (stage) => {
      const meeting = await stage.meet({ toxics });
      await askAll(meeting.peer, stage.random, { names: FEW_NAMES });
      await stage.succeeds(meeting);
    },
  };
}

/** A whole session over TLS 1.3 records of the kit's making. */
function inRecords(id: string, rule: string, style: () => RecordStyle): ClientCheck {
  return {
    ...{ id: `wire.${id}`, level: 'must', section: 'wire', anchor: 'tls', rule },
    play: async (stage) => {
      const meeting = await stage.meet({ recordStyle: style() });
      await askAll(meeting.peer, stage.random);
      await stage.succeeds(meeting);
    },
  };
}

function withEmptyRecords(writer: RecordWriter, bytes: Buffer): Buffer {
  const empty = (): Buffer => Buffer.concat([writer.data(''), writer.data('')]);
  const middle = Math.floor(bytes.length / 2);
  const [first, second] = [bytes.subarray(0, middle), bytes.subarray(middle)];
  return Buffer.concat([empty(), writer.data(first), empty(), writer.data(second), empty()]);
}

/** A new key before each line; every second one asks the client for a new key of its own. */
function withKeyUpdates(): RecordStyle {
  let asks = false;
  return (writer, bytes) => {
    asks = !asks;
    return Buffer.concat([writer.keyUpdate(asks), writer.data(bytes)]);
  };
}

/** The longest lines that a server can say. */
async function askLongest(peer: ServerPeer, random: Random, say: Say): Promise<void> {
  const name = `A_${'Z9'.repeat(LONGEST_WORD / 2 - 1)}`;
  await askSaying(peer, random, say, [name], random.token(LONGEST_WORD));
}

/** Cuts, delays and speeds of the wire: none of them changes what a line is. */
export const WIRE_CHECKS: readonly ClientCheck[] = [
  ...Array.from({ length: 4 }, (_, group): ClientCheck => ({
    id: `wire.cut_${group + 1}`,
    level: 'must',
    section: 'wire',
    rule: `A line can come in two pieces: cut behind byte ${4 * group + 1} to ${4 * group + 4}. A read is not a line.`,
    timeFactor: 4,
    play: async (stage) => {
      for (let position = 4 * group + 1; position <= 4 * group + 4; position++) {
        const meeting = await stage.meet();
        await askSaying(meeting.peer, stage.random, cutAt(meeting.peer, position));
        await stage.succeeds(meeting);
      }
    },
  })),
  {
    id: 'wire.byte_records',
    level: 'must',
    section: 'wire',
    rule: 'A line can come one byte a TLS record.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askSaying(meeting.peer, stage.random, bytewise(meeting.peer), USUAL_NAMES);
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'wire.late_lf',
    level: 'must',
    section: 'wire',
    rule: 'A line is not over before its LF, however late that comes.',
    play: async (stage) => {
      const meeting = await stage.meet();
      const { peer, random } = { peer: meeting.peer, random: stage.random };
      await askSaying(peer, random, async (line) => {
        await peer.send(line);
        await pause(LATE_LF_MS);
        if (peer.unread.length > 0) throw broken('no answer before the LF', 'an answer');
        await peer.send('\n');
      });
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'wire.longest_lines',
    level: 'must',
    section: 'wire',
    rule: 'Words have up to 128 characters: a WORK and a request with such words, in pieces of one byte.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askLongest(meeting.peer, stage.random, bytewise(meeting.peer));
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'wire.cut_character',
    level: 'must',
    section: 'wire',
    rule: 'A character can be cut between its bytes: a reason with characters of four bytes, one byte a record.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askHello(meeting.peer);
      await bytewise(meeting.peer)('FAIL 𝄞𝄞 ✗ é');
      meeting.peer.end();
      await stage.fails(meeting);
    },
  },
  through('byte_segments', 'A line, and a handshake, can come one byte a TCP segment.', [toxic('drip')]),
  through('slices', 'TLS records can come in small slices of any size.', [toxic('slicer')]),
  through('latency', 'Latency changes nothing.', [toxic('latency', { latency: 150, jitter: 100 })]),
  through('bandwidth', 'A slow line changes nothing.', [toxic('bandwidth', { rate: 4 })]),
  through('slow_close', 'The end of the connection can be slow.', [toxic('slow_close', { delay: 1500 })]),
  {
    id: 'wire.slow_reader',
    level: 'must',
    section: 'wire',
    rule: 'A server can be slow to read: the answer is whole all the same.',
    play: async (stage) => {
      const meeting = await stage.meet();
      const { socket } = meeting.peer;
      await askSaying(meeting.peer, stage.random, async (line) => {
        socket.pause();
        await meeting.peer.say(line);
        if (line === 'DONE' || line.startsWith('WORK')) await pause(SLOW_READER_MS);
        socket.resume();
      });
      await stage.succeeds(meeting);
    },
  },
  inRecords(
    'with_tickets',
    'HELLO can be in one TCP segment with the last messages of the handshake.',
    () => (writer, bytes) => writer.data(bytes),
  ),
  // Java's TLS refuses them by itself: no client in Java can pass.
  { ...inRecords('empty_records', 'TLS records can be empty.', () => withEmptyRecords), level: 'info' },
  inRecords('padded_records', 'TLS records can be padded.', () => (writer, bytes) => writer.data(bytes, 200)),
  inRecords('key_updates', 'A server can change its keys at any time, and ask for the same.', withKeyUpdates),
  inRecords(
    'segment_of_records',
    'One TCP segment can hold many TLS records: each byte of a line in its own.',
    () => (writer, bytes) => writer.bytewise(bytes),
  ),
];

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
