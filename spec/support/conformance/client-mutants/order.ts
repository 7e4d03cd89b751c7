import { once } from 'node:events';
import { writeAll, closeInOrder, CORRECT } from '../correct-client.js';
import type { ClientMutant } from '../client-mutant.js';

const AFTER_OK = [
  'order.hello_after_ok',
  'order.work_after_ok',
  'order.request_after_ok',
  'order.done_after_ok',
];

/** Mistakes that show when commands come in another order. */
export const ORDER_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'takes_any_order',
    mistake: 'It answers each command, whatever came before it.',
    caughtBy: [
      ...['order.work_first', 'order.request_first', 'order.done_first'],
      ...['order.hello_for_work', 'order.request_for_work', 'order.done_for_work'],
      ...['order.hello_after_work', 'order.work_twice', 'order.hello_for_done', 'order.work_for_done'],
    ],
    behaviour: { mayFollow: () => true },
  },
  {
    name: 'needs_no_hello',
    mistake: 'It takes WORK before HELLO.',
    caughtBy: ['order.work_first'],
    behaviour: {
      mayFollow: (memory, command) => command.kind === 'work' || CORRECT.mayFollow(memory, command),
    },
  },
  {
    name: 'greets_again',
    mistake: 'It answers HELLO at any time.',
    caughtBy: ['order.hello_for_work', 'order.hello_after_work', 'order.hello_for_done'],
    behaviour: {
      mayFollow: (memory, command) => command.kind === 'hello' || CORRECT.mayFollow(memory, command),
    },
  },
  {
    name: 'works_again',
    mistake: 'It takes WORK again when it has worked.',
    caughtBy: ['order.work_twice', 'order.work_for_done'],
    behaviour: {
      mayFollow: (memory, command) =>
        (command.kind === 'work' && memory.step !== 'none') || CORRECT.mayFollow(memory, command),
    },
  },
  {
    name: 'needs_no_work',
    mistake: 'It answers requests without a token.',
    caughtBy: ['order.request_first', 'order.request_for_work'],
    behaviour: {
      mayFollow: (memory, command) => command.kind === 'request' || CORRECT.mayFollow(memory, command),
    },
  },
  {
    name: 'done_at_any_time',
    mistake: 'It takes DONE at any time.',
    caughtBy: ['order.done_first', 'order.done_for_work'],
    behaviour: {
      mayFollow: (memory, command) => command.kind === 'done' || CORRECT.mayFollow(memory, command),
    },
  },
  {
    name: 'answers_after_ok',
    mistake: 'It goes on answering after OK.',
    caughtBy: AFTER_OK,
    behaviour: {
      afterOk: async (socket) => {
        await once(socket, 'data');
        await writeAll(socket, Buffer.from('OK\n'));
        await closeInOrder(socket);
      },
    },
  },
  {
    name: 'regrets_ok',
    mistake: 'It fails when a line comes after OK.',
    caughtBy: AFTER_OK,
    behaviour: {
      afterOk: async (socket) => {
        await once(socket, 'data');
        throw new Error('A line came after OK.');
      },
    },
  },
];
