import test from 'ava';
import {
  handleSignals,
  Interruption,
  REQUEST_SIGNALS,
  SIGNAL_EXIT_CODES,
} from '../../../lib/programs/shared/signals.js';

// The process's own listeners are looked at: one test at a time.

function listeners(): number {
  return [...Object.keys(SIGNAL_EXIT_CODES), ...Object.keys(REQUEST_SIGNALS)]
    .map((name) => process.listenerCount(name))
    .reduce((sum, count) => sum + count);
}

test.serial(
  'in order: the first signal stops, the second interrupts, a third is not handled any more',
  (t) => {
    const before = listeners();
    const { stop, interrupt } = handleSignals({ stopsInOrder: true });
    t.is(listeners(), before + 3);
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
  const { stop, interrupt } = handleSignals({ stopsInOrder: false });
  process.emit('SIGTERM', 'SIGTERM');
  t.false(stop.aborted);
  t.true(interrupt.reason instanceof Interruption && interrupt.reason.exitCode === 143);
  t.is(listeners(), before);
});

test.serial('signals that are ignored end the process again', (t) => {
  const before = listeners();
  const { stop, interrupt, ignore } = handleSignals({ stopsInOrder: true });
  ignore();
  t.is(listeners(), before);
  t.deepEqual([stop.aborted, interrupt.aborted], [false, false]);
});

test('the exit codes are those of a shell: 128 and the signal’s number', (t) => {
  t.deepEqual(SIGNAL_EXIT_CODES, { SIGINT: 128 + 2, SIGTERM: 128 + 15, SIGQUIT: 128 + 3 });
});

test.serial('requests: those that came early come first, each once; then each as it comes', (t) => {
  const before = listeners();
  const { requests, ignore } = handleSignals({ stopsInOrder: true, takesRequests: true });
  t.is(listeners(), before + 6);
  for (const name of ['SIGHUP', 'SIGUSR1', 'SIGHUP'] as const) process.emit(name, name);
  const seen: string[] = [];
  const subscription = requests.subscribe((request) => seen.push(request));
  t.deepEqual(seen, ['reload', 'reopen_log']);
  for (const name of ['SIGUSR2', 'SIGHUP', 'SIGHUP'] as const) process.emit(name, name);
  t.deepEqual(seen, ['reload', 'reopen_log', 'status', 'reload', 'reload']);
  subscription.unsubscribe();
  ignore();
  t.is(listeners(), before);
});
