import type { Socket } from 'node:net';
import type { ClientMutant } from '../client-mutant.js';
import { connectTcp, withTlsThatBears } from '../watched-records.js';

const at = (prefix: string, ...places: readonly string[]): readonly string[] =>
  places.map((place) => `ends.${prefix}_${place}`);
const WAYS = ['end', 'reset', 'truncated'] as const;
const inAllWays = (...places: readonly string[]): readonly string[] =>
  WAYS.flatMap((way) => at(way, ...places));

/** Clients that make one mistake with the end of a connection. */
export const ENDS_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'any_end_is_a_success',
    mistake: 'It takes every end of the connection for a success.',
    caughtBy: [
      ...inAllWays('hello', 'work', 'request', 'done', 'solving'),
      ...at('cut', 'hello', 'work', 'half_work', 'request', 'done', 'done_reset', 'done_tcp'),
    ],
    behaviour: { onEnd: () => ({ ok: true, reason: '' }) },
  },
  {
    name: 'an_end_after_requests_is_done',
    mistake: 'It takes the end of the connection for DONE when it was asked before.',
    caughtBy: inAllWays('done'),
    behaviour: { onEnd: (reason, { step }) => ({ ok: step === 'request', reason }) },
  },
  {
    name: 'an_end_before_hello_is_none',
    mistake: 'It ends with exit code 0 when the server leaves before HELLO.',
    caughtBy: inAllWays('hello'),
    behaviour: { onEnd: (reason, { step }) => ({ ok: step === 'none', reason }) },
  },
  {
    name: 'the_rest_is_a_line',
    mistake: 'It takes bytes without an LF at the end for a line.',
    caughtBy: at('cut', 'hello', 'request', 'done'),
    behaviour: { lastLine: (unread) => unread },
  },
  {
    name: 'the_rest_is_solved',
    mistake: 'It takes bytes without an LF for a line, and does not look at the connection while it solves.',
    caughtBy: at('cut', 'work'),
    behaviour: { lastLine: (unread) => unread, watchesWhileSolving: false },
  },
  {
    name: 'done_needs_no_lf',
    mistake: 'It knows DONE before its LF has come.',
    caughtBy: at('cut', 'done'),
    behaviour: {
      cut: (unread) => {
        if (/^DONE\n?/.test(unread.toString('latin1'))) {
          return { line: Buffer.from('DONE'), rest: Buffer.alloc(0) };
        }
        const lf = unread.indexOf(0x0a);
        return lf < 0 ? null : { line: unread.subarray(0, lf), rest: unread.subarray(lf + 1) };
      },
    },
  },
  {
    name: 'solves_alone',
    mistake: 'It does not look at the connection while it solves.',
    caughtBy: inAllWays('solving'),
    behaviour: { watchesWhileSolving: false },
    limitSeconds: 5,
  },
  {
    name: 'leaves_without_ok',
    mistake: 'It ends at DONE, and does not say OK.',
    caughtBy: ['ends.half_close', 'ends.leaves_first'],
    behaviour: {
      write: async (socket, answer, { kind }) => {
        if (kind === 'done') return;
        await new Promise<void>((resolve) => {
          socket.write(`${String(answer)}\n`, () => {
            resolve();
          });
        });
      },
    },
  },
  {
    name: 'waits_for_the_end',
    mistake: 'After OK it waits until the server closes.',
    caughtBy: ['ends.leaves_first'],
    behaviour: {
      afterOk: (socket) =>
        new Promise((resolve) => {
          socket.on('end', resolve);
          socket.on('close', () => {
            resolve();
          });
          socket.resume();
        }),
    },
    limitSeconds: 5,
  },
  {
    name: 'an_error_after_ok_counts',
    mistake: 'It fails when the connection does not end in order after OK.',
    caughtBy: ['ends.reset_after_ok'],
    behaviour: {
      afterOk: (socket) =>
        new Promise((resolve, reject) => {
          socket.on('error', reject);
          socket.on('close', () => {
            resolve();
          });
          socket.resume();
        }),
    },
  },
  {
    name: 'never_ends',
    mistake: 'It stays when the connection is over.',
    caughtBy: ['ends.reset_after_done', 'ends.truncated_after_ok', ...at('end', 'work')],
    behaviour: {
      afterOk: () => new Promise(() => undefined),
      afterFailure: () => new Promise(() => undefined),
    },
    limitSeconds: 5,
  },
  {
    name: 'no_close_notify',
    mistake: 'It closes TCP, and not TLS.',
    caughtBy: ['ends.close_notify'],
    behaviour: () => {
      let tcp: Socket | null = null;
      return {
        tls: (options) => withTlsThatBears(options, () => true, (tcp = connectTcp(options))),
        afterOk: () => new Promise((resolve) => tcp?.end(resolve)),
      };
    },
  },
];
