import test from 'ava';
import { handleSignals, Interruption, SIGNAL_EXIT_CODES } from '../../../lib/programs/shared/signals.js';

// The process's own listeners are looked at: one test at a time.

function listeners(): number {
  return process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
}

test.serial(
  'in order: the first signal stops, the second interrupts, a third is not handled any more',
  (t) => {
    const before = listeners();
    const { stop, interrupt } = handleSignals(true);
    t.is(listeners(), before + 2);
    t.deepEqual([stop.aborted, interrupt.aborted], [false, false]);
    process.emit('SIGTERM', 'SIGTERM');
    t.deepEqual([stop.aborted, interrupt.aborted], [true, false]);
    process.emit('SIGINT', 'SIGINT');
    t.true(interrupt.aborted);
    t.true(interrupt.reason instanceof Interruption && interrupt.reason.exitCode === 130);
    t.is(listeners(), before);
  },
);

test.serial('not in order: the first signal interrupts', (t) => {
  const before = listeners();
  const { stop, interrupt } = handleSignals(false);
  process.emit('SIGTERM', 'SIGTERM');
  t.false(stop.aborted);
  t.true(interrupt.reason instanceof Interruption && interrupt.reason.exitCode === 143);
  t.is(listeners(), before);
});

test.serial('signals that are ignored end the process again', (t) => {
  const before = listeners();
  const { stop, interrupt, ignore } = handleSignals(true);
  ignore();
  t.is(listeners(), before);
  t.deepEqual([stop.aborted, interrupt.aborted], [false, false]);
});

test('the exit codes are those of a shell: 128 and the signal’s number', (t) => {
  t.deepEqual(SIGNAL_EXIT_CODES, { SIGINT: 128 + 2, SIGTERM: 128 + 15 });
});
