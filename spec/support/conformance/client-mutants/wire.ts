import type { ConnectionOptions } from 'node:tls';
import type { Behaviour } from '../behaviour.js';
import type { ClientMutant } from '../client-mutant.js';
import { connectTcp, withTlsThatBears, type Read } from '../watched-records.js';

const LF = 0x0a;
/** A record of TLS 1.3 with no content: the type, and 16 bytes of the cipher. */
const EMPTY_RECORD_BYTES = 17;
/** A KeyUpdate has five bytes of content. */
const KEY_UPDATE_BYTES = EMPTY_RECORD_BYTES + 5;
const PADDED_RECORD_BYTES = 200;
const TICKETS = 2;

/** A mutant whose TLS does not bear something that can come after the handshake. */
function brokenTls(
  name: string,
  mistake: string,
  caughtBy: readonly string[],
  bears: (read: Read, isSecure: boolean) => boolean,
): ClientMutant {
  return {
    name,
    mistake,
    caughtBy,
    behaviour: (): Partial<Behaviour> => {
      let isSecure = false;
      return {
        tls: (options): ConnectionOptions => withTlsThatBears(options, (read) => bears(read, isSecure)),
        onSecure: () => (isSecure = true),
      };
    },
  };
}

/** Clients that make one mistake with how bytes come. */
export const WIRE_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'a_read_is_a_line',
    mistake: 'It takes what one read brings for a line.',
    caughtBy: [
      ...['wire.cut_1', 'wire.cut_2', 'wire.cut_3', 'wire.cut_4', 'wire.byte_records', 'wire.late_lf'],
      ...['wire.longest_lines', 'wire.segment_of_records'],
    ],
    behaviour: {
      cut: (unread) =>
        unread.length === 0
          ? null
          : { line: unread.at(-1) === LF ? unread.subarray(0, -1) : unread, rest: Buffer.alloc(0) },
    },
  },
  {
    name: 'knows_lines_by_heart',
    mistake: 'It answers to HELLO and DONE before their LF has come.',
    caughtBy: ['wire.late_lf'],
    behaviour: {
      cut: (unread) => {
        const word = /^(HELLO|DONE)\n?$/.exec(unread.toString('latin1'))?.[1];
        if (word !== undefined) return { line: Buffer.from(word), rest: Buffer.alloc(0) };
        const at = unread.indexOf(LF);
        return at < 0 ? null : { line: unread.subarray(0, at), rest: unread.subarray(at + 1) };
      },
    },
  },
  {
    name: 'short_lines_only',
    mistake: 'Its buffer for a line has 256 bytes, and one of these is lost.',
    caughtBy: ['wire.longest_lines'],
    behaviour: { maxLineBytes: 255 },
  },
  {
    name: 'gives_a_line_100_ms',
    mistake: 'It gives the server 100 ms for a line.',
    caughtBy: ['wire.late_lf', 'wire.latency', 'wire.bandwidth'],
    behaviour: { lineLimitMs: 100 },
  },
  {
    name: 'gives_a_line_a_second',
    mistake: 'It gives the server a second for a line.',
    caughtBy: ['wire.slow_reader'],
    behaviour: { lineLimitMs: 1000 },
  },
  {
    name: 'gives_the_end_a_second',
    mistake: 'It fails when the server has not closed a second after OK.',
    caughtBy: ['wire.slow_close'],
    behaviour: () => {
      let closed = Promise.resolve();
      return {
        tls: (options) => {
          const tcp = connectTcp(options);
          closed = new Promise((resolve) => {
            tcp.once('end', resolve);
          });
          return withTlsThatBears(options, () => true, tcp);
        },
        afterOk: async (socket) => {
          socket.end();
          const late = new Promise((_, reject) => {
            setTimeout(reject, 1000, new Error('The server does not close.'));
          });
          await Promise.race([closed, late]);
        },
      };
    },
  },
  {
    name: 'answers_half_a_character',
    mistake: 'It takes FAIL for a success.',
    caughtBy: ['wire.cut_character'],
    behaviour: { onFail: () => ({ ok: true, reason: '' }) },
  },
  brokenTls(
    'a_read_is_a_record',
    'Its TLS takes what one read of TCP brings for whole records.',
    ['wire.byte_segments', 'wire.slices'],
    ({ records }) => records !== null,
  ),
  brokenTls(
    'a_segment_is_tickets',
    'It loses what is in one TCP segment with the tickets of the handshake.',
    ['wire.with_tickets', 'wire.segment_of_records'],
    ({ records }, isSecure) => !isSecure || (records?.length ?? 0) <= TICKETS,
  ),
  brokenTls(
    'empty_records_end',
    'It takes an empty TLS record for the end.',
    ['wire.empty_records'],
    ({ records }, isSecure) => !isSecure || records?.includes(EMPTY_RECORD_BYTES) !== true,
  ),
  {
    ...brokenTls('padding', '', [], () => true),
    name: 'knows_no_padding',
    mistake: 'Its TLS does not bear padded records.',
    caughtBy: ['wire.padded_records'],
    behaviour: () => {
      let isSecure = false;
      let large = 0;
      return {
        onSecure: () => (isSecure = true),
        tls: (options) =>
          withTlsThatBears(options, ({ records }) => {
            if (isSecure) large += records?.filter((length) => length > PADDED_RECORD_BYTES).length ?? 0;
            return large <= TICKETS;
          }),
      };
    },
  },
  brokenTls(
    'knows_no_key_update',
    'Its TLS does not bear a KeyUpdate.',
    ['wire.key_updates'],
    ({ records }, isSecure) =>
      !isSecure || records === null || records.length < 2 || !records.slice(0, -1).includes(KEY_UPDATE_BYTES),
  ),
];
