import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientMutant } from '../client-mutant.js';
import { CORRECT, writeAll } from '../correct-client.js';

/** Mistakes in taking turns. */
export const TURN_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'speaks_first',
    mistake: 'It says HELLOBACK before HELLO came.',
    caughtBy: ['turns.late_hello', 'turns.one_line'],
    behaviour: { onSecure: (socket) => void socket.write('HELLOBACK\n') },
  },
  {
    name: 'waits_3_seconds',
    mistake: 'It waits 3 s for a line.',
    caughtBy: ['turns.late_hello', 'turns.late_work', 'turns.late_request', 'turns.late_done'],
    behaviour: { lineLimitMs: 3000 },
  },
  {
    name: 'asks_again',
    mistake: 'It says its last line again when nothing comes.',
    caughtBy: ['turns.late_work', 'turns.late_request', 'turns.late_done'],
    behaviour: () => {
      let timer: NodeJS.Timeout | undefined;
      return {
        write: async (socket, answer, command) => {
          await CORRECT.write(socket, answer, command);
          clearInterval(timer);
          timer = setInterval(() => {
            if (socket.writable) socket.write(`${answer.toString()}\n`);
            else clearInterval(timer);
          }, 3000);
        },
      };
    },
  },
  {
    name: 'says_all_twice',
    mistake: 'It writes each line twice.',
    caughtBy: ['turns.one_line', 'turns.nothing_after_ok'],
    behaviour: {
      write: (socket, answer) => writeAll(socket, Buffer.from(`${answer.toString()}\n`.repeat(2))),
    },
  },
  {
    name: 'empty_line_behind',
    mistake: 'It writes an empty line behind each line.',
    caughtBy: ['turns.one_line', 'turns.nothing_after_ok'],
    behaviour: { write: (socket, answer) => writeAll(socket, Buffer.from(`${answer.toString()}\n\n`)) },
  },
  {
    name: 'cr_lf',
    mistake: 'It ends its lines with CR LF.',
    caughtBy: ['turns.line_ends', 'turns.one_line'],
    behaviour: { write: (socket, answer) => writeAll(socket, Buffer.from(`${answer.toString()}\r\n`)) },
  },
  {
    name: 'bye',
    mistake: 'It says something more, a second after OK.',
    caughtBy: ['turns.nothing_after_ok'],
    behaviour: {
      afterOk: async (socket) => {
        await sleep(1000);
        await writeAll(socket, Buffer.from('BYE\n'));
        await CORRECT.afterOk(socket);
      },
    },
  },
];
