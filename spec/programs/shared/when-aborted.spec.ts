import test from 'ava';
import { whenAborted } from '../../../lib/programs/shared/when-aborted.js';

function watch(signal: AbortSignal): string[] {
  const seen: string[] = [];
  whenAborted(signal).subscribe({ next: () => seen.push('next'), complete: () => seen.push('complete') });
  return seen;
}

test('it emits when the signal aborts, and at once when it has', (t) => {
  const controller = new AbortController();
  const before = watch(controller.signal);
  t.deepEqual(before, []);
  controller.abort();
  t.deepEqual(before, ['next', 'complete']);
  t.deepEqual(watch(controller.signal), ['next', 'complete']);
});

test('unsubscribed in time, it hears nothing', (t) => {
  const controller = new AbortController();
  const subscription = whenAborted(controller.signal).subscribe(() => t.fail());
  subscription.unsubscribe();
  controller.abort();
  t.pass();
});
