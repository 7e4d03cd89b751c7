import type { ClientMutant } from '../client-mutant.js';
import { CORRECT, writeAll } from '../correct-client.js';

const SOON_MS = 300;
const WAITING = ['silence.hello', 'silence.work', 'silence.request', 'silence.done', 'silence.half_line'];

/** Mistakes that show when the server says nothing. */
export const SILENCE_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'waits_for_ever',
    mistake: 'It has no limits of its own.',
    caughtBy: [...WAITING, 'silence.handshake', 'silence.drip'],
    behaviour: { lineLimitMs: Infinity },
    limitSeconds: 2,
  },
  {
    name: 'silence_is_success',
    mistake: 'It takes silence for success.',
    caughtBy: [...WAITING, 'silence.handshake', 'silence.drip'],
    behaviour: { lineLimitMs: SOON_MS, exitCode: () => 0 },
  },
  {
    name: 'says_that_it_leaves',
    mistake: 'It says something when its time is over.',
    caughtBy: WAITING,
    behaviour: {
      lineLimitMs: SOON_MS,
      afterFailure: async (socket) => {
        await writeAll(socket, Buffer.from('TIMEOUT\n'));
        await CORRECT.afterFailure(socket);
      },
    },
  },
  {
    name: 'each_byte_counts',
    mistake: 'Each byte that comes begins its limit anew.',
    caughtBy: ['silence.drip'],
    behaviour: { lineLimitMs: 3000, bytesExtendLimit: true },
    limitSeconds: 6,
  },
  {
    name: 'waits_for_the_close',
    mistake: 'It waits for ever until the server closes.',
    caughtBy: ['silence.close'],
    behaviour: {
      afterOk: (socket) =>
        new Promise((resolve) => {
          socket.once('close', () => {
            resolve();
          });
        }),
    },
    limitSeconds: 2,
  },
];
