import { OTHER_MS, WORK_MS } from '../server/correct-server.js';
import type { ServerMutant } from '../server/server-mutant.js';

const NEVER = 2 ** 31 - 1;

/** Mistakes with deadlines. */
export const TIME_MUTANTS: readonly ServerMutant[] = [
  {
    name: 'has_no_deadline',
    mistake: 'It waits for answers for ever.',
    caughtBy: [
      ...['time.hello', 'time.request', 'time.done', 'time.drip', 'time.drip_request', 'hello.waits'],
      'load.never_reads',
    ],
    behaviour: { otherMs: NEVER, doneMs: NEVER },
    limitSeconds: 12,
  },
  {
    name: 'extends_by_each_byte',
    mistake: 'Its deadline is that of a read, and not of a line.',
    caughtBy: ['time.drip', 'time.drip_request'],
    behaviour: { bytesExtend: true },
    limitSeconds: 15,
  },
  {
    name: 'has_short_deadlines',
    mistake: 'Its deadlines are half of what it says.',
    caughtBy: ['time.hello', 'time.request', 'time.done', 'time.each_step', 'time.work'],
    behaviour: { otherMs: OTHER_MS / 4, doneMs: OTHER_MS / 4, workMs: WORK_MS / 4 },
  },
  {
    name: 'has_one_deadline_for_a_session',
    mistake: 'The time of all steps counts together.',
    caughtBy: ['time.each_step'],
    behaviour: { oneDeadline: true },
  },
  {
    name: 'has_no_deadline_for_work',
    mistake: 'It waits for the suffix for ever.',
    caughtBy: ['time.work'],
    behaviour: { workMs: NEVER },
    limitSeconds: 15,
  },
  {
    name: 'has_the_same_deadline_for_work',
    mistake: 'The deadline of the other steps counts for WORK.',
    caughtBy: ['time.work_is_longer', 'time.work'],
    behaviour: { workMs: OTHER_MS },
  },
  {
    name: 'has_no_deadline_for_done',
    mistake: 'It waits for OK for ever.',
    caughtBy: ['time.done'],
    behaviour: { doneMs: NEVER },
    limitSeconds: 12,
  },
  {
    name: 'has_no_deadline_for_handshakes',
    mistake: 'It waits for the handshake for ever.',
    caughtBy: ['time.silent_tcp', 'time.half_a_handshake', 'time.dripped_handshake'],
    behaviour: { handshakeMs: NEVER },
    limitSeconds: 12,
  },
];
