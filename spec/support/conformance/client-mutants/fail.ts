import type { TLSSocket } from 'node:tls';
import type { Behaviour } from '../behaviour.js';
import type { ClientMutant } from '../client-mutant.js';

const FORMS = [
  ...['bare', 'empty_reason', 'longest_reason', 'utf8_reason', 'not_utf8', 'reason_of_words', 'then_done'],
  ...['then_more', 'twice'],
].map((form) => `fail.${form}`);
const PLACES = ['hello', 'work', 'request', 'later_request', 'done'].map((place) => `fail.for_${place}`);

/** Waits until the server is gone, and does nothing for it. */
function waitForServer(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('close', resolve);
    socket.on('end', resolve);
    socket.resume();
  });
}

/** No word of the server is anything else than a request. */
const askedForAnything: Partial<Behaviour> = {
  noticesEarly: false,
  isFail: () => false,
  parse: (line) => {
    const [name = '', ...rest] = line.toString().split(' ');
    if (name === 'HELLO') return { kind: 'hello' };
    if (name === 'DONE') return { kind: 'done' };
    if (name === 'WORK') return { kind: 'work', token: rest[0] ?? '', nBits: Number(rest[1]) };
    return { kind: 'request', name, randomString: rest.join(' ') };
  },
  mayFollow: () => true,
};

/** Clients that make one mistake with FAIL. */
export const FAIL_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'fail_is_the_end',
    mistake: 'It ends at FAIL as it does at DONE: with exit code 0.',
    caughtBy: [...PLACES, ...FORMS, ...['fail.stays_open', 'fail.done_later', 'fail.then_reset']],
    behaviour: { onFail: () => ({ ok: true, reason: '' }) },
  },
  {
    name: 'fail_is_passed_over',
    mistake: 'It passes over a FAIL, and goes on.',
    caughtBy: ['fail.then_more', 'fail.done_later', 'fail.stays_open'],
    behaviour: { onFail: () => 'ignore', noticesEarly: false },
    limitSeconds: 5,
  },
  {
    name: 'fail_is_a_request',
    mistake: 'It answers to FAIL as if it were a name.',
    caughtBy: [...PLACES, ...FORMS, 'fail.cr', 'fail.stays_open', 'fail.done_later'],
    behaviour: askedForAnything,
  },
  {
    name: 'fail_is_answered',
    mistake: 'It says OK to FAIL.',
    caughtBy: ['fail.for_hello', 'fail.for_done', 'fail.stays_open'],
    behaviour: {
      afterFailure: (socket) =>
        new Promise((resolve) => {
          socket.end('OK\n', resolve);
        }),
    },
  },
  {
    name: 'the_end_is_a_success',
    mistake: 'It takes the end of the connection for a success.',
    caughtBy: ['fail.cut'],
    behaviour: { onEnd: () => ({ ok: true, reason: '' }) },
  },
  {
    name: 'solves_to_the_end',
    mistake: 'It does not look at the connection while it solves.',
    caughtBy: ['fail.solving', 'fail.solving_stays_open'],
    behaviour: { watchesWhileSolving: false },
    limitSeconds: 5,
  },
  {
    name: 'waits_for_the_server',
    mistake: 'After FAIL it waits until the server closes.',
    caughtBy: ['fail.stays_open', 'fail.solving_stays_open'],
    behaviour: { afterFailure: waitForServer },
    limitSeconds: 5,
  },
  {
    name: 'late_fail_counts',
    mistake: 'A FAIL after OK makes a failure of its success.',
    caughtBy: ['fail.after_ok'],
    behaviour: {
      afterOk: (socket) =>
        new Promise((resolve, reject) => {
          socket.on('data', () => {
            reject(new Error('The server says FAIL.'));
          });
          socket.on('close', () => {
            resolve();
          });
          socket.on('end', () => socket.end());
        }),
    },
  },
  {
    name: 'keeps_the_reason',
    mistake: 'It does not say why the server has failed it.',
    caughtBy: ['fail.reason_shown'],
    behaviour: { onFail: () => ({ ok: false, reason: 'The server says FAIL.' }) },
  },
  {
    name: 'prints_the_reason_raw',
    mistake: 'It prints the reason as it came.',
    caughtBy: ['fail.controls'],
    behaviour: { onFail: (reason) => ({ ok: false, reason }) },
  },
];
