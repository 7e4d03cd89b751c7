import test from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { TICK_MS, TrafficWatch } from '../../../lib/server/traffic/traffic-watch.js';

/** Counts how often it was looked at. */
class Session {
  looks = 0;

  look(): void {
    this.looks += 1;
  }
}

function sessions(count: number): Session[] {
  return Array.from({ length: count }, () => new Session());
}

/** Virtual time until this many ticks after now. */
function ticks(scheduler: VirtualTimeScheduler, count: number): void {
  scheduler.maxFrames = scheduler.frame + count * TICK_MS;
  scheduler.flush();
}

test('a tick looks at every session, until it is deleted', (t) => {
  const scheduler = new VirtualTimeScheduler();
  const watch = new TrafficWatch(scheduler);
  const [staying, leaving] = [new Session(), new Session()];
  watch.add(staying);
  watch.add(leaving);
  ticks(scheduler, 1);
  watch.delete(leaving);
  ticks(scheduler, 2);
  t.is(staying.looks, 3);
  t.is(leaving.looks, 1);
  watch.close();
  t.is(scheduler.actions.length, 0);
});

test('of thousands, each is looked at once a second', (t) => {
  const scheduler = new VirtualTimeScheduler();
  const watch = new TrafficWatch(scheduler);
  const all = sessions(20_000);
  for (const session of all) watch.add(session);
  ticks(scheduler, 1);
  t.is(all.filter(({ looks }) => looks === 1).length, 1000);
  ticks(scheduler, 20);
  t.true(all.every(({ looks }) => looks === 1));
  watch.close();
});

test('a late tick looks at all of them: something keeps the process busy', (t) => {
  const scheduler = new VirtualTimeScheduler();
  const watch = new TrafficWatch(scheduler);
  const all = sessions(20_000);
  for (const session of all) watch.add(session);
  const { now } = scheduler;
  scheduler.now = () => now() + 20;
  ticks(scheduler, 1);
  t.true(all.every(({ looks }) => looks === 1));
  watch.close();
});

test('the timer stops some time after the last session, and starts with the next', (t) => {
  const scheduler = new VirtualTimeScheduler();
  const watch = new TrafficWatch(scheduler);
  const session = new Session();
  watch.add(session);
  ticks(scheduler, 1);
  watch.delete(session);
  ticks(scheduler, 30);
  t.is(scheduler.actions.length, 0);
  watch.add(session);
  ticks(scheduler, 1);
  t.is(session.looks, 2);
  watch.close();
});
