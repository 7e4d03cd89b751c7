import test from 'ava';
import { SIGNAL_EXIT_CODES, stopSignals } from '../../../lib/programs/shared/signals.js';

// The process's own listeners are looked at: one test at a time.

test.serial('both signals are told, to everyone who listens, by one listener each', (t) => {
  const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
  const signals = stopSignals();
  const [first, second]: [string[], string[]] = [[], []];
  const subscription = signals.subscribe((name) => first.push(name));
  subscription.add(signals.subscribe((name) => second.push(name)));
  t.is(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM'), before + 2);
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGINT', 'SIGINT');
  t.deepEqual(first, ['SIGTERM', 'SIGINT']);
  t.deepEqual(second, first);
  subscription.unsubscribe();
  t.is(
    process.listenerCount('SIGINT') + process.listenerCount('SIGTERM'),
    before,
    'they end the process again',
  );
});

test.serial('nobody listens before somebody subscribes', (t) => {
  const before = process.listenerCount('SIGTERM');
  stopSignals();
  t.is(process.listenerCount('SIGTERM'), before);
});

test('the exit codes are those of a shell: 128 and the signal’s number', (t) => {
  t.deepEqual(SIGNAL_EXIT_CODES, { SIGINT: 128 + 2, SIGTERM: 128 + 15 });
});
