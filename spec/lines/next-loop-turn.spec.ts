import test from 'ava';
import { nextLoopTurn } from '../../lib/lines/next-loop-turn.js';
import '../support/rxjs.js';
import { connection } from '../support/streams.js';

test('completes after what had already arrived has been delivered', async (t) => {
  const { ours, theirs } = connection();
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    ours.on('data', (chunk) => order.push(String(chunk)));
    theirs.write('one');
    theirs.write('two');
    nextLoopTurn.subscribe({
      next: () => {
        order.push('emitted');
      },
      complete: () => {
        order.push('turned');
        resolve();
      },
    });
    order.push('subscribed');
    void Promise.resolve().then(() => order.push('microtask'));
  });
  t.is(order.at(0), 'subscribed');
  t.is(order.at(-1), 'turned');
  t.deepEqual([...order].sort(), ['microtask', 'one', 'subscribed', 'turned', 'two']);
});

test('unsubscribed, it waits for nothing any more', (t) => {
  const waiting = () =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'Immediate').length;
  const before = waiting();
  const subscription = nextLoopTurn.subscribe(() => t.fail());
  t.is(waiting(), before + 1);
  subscription.unsubscribe();
  t.is(waiting(), before);
});
