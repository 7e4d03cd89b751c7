import test from 'ava';
import { BehaviorSubject } from 'rxjs';
import { runSchedule, type Progress } from './schedule.js';

/** Lets everything happen that waits for nothing but its turn. */
const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('an event begins when the load is so far, and the load gets no further than is allowed', async (t) => {
  const progress = new BehaviorSubject<Progress>({ begun: 0, ended: 0 });
  const told: string[] = [];
  const gate = { open: (sessions: number) => told.push(`open ${sessions}`) };
  let finish: () => void = () => undefined;
  const event = (name: string, at: number) => ({
    name,
    at,
    run: () => {
      told.push(name);
      return new Promise<void>((resolve) => (finish = resolve));
    },
  });
  const running = runSchedule([event('first', 10), event('second', 20)], progress, gate, 5);
  await turns();
  t.deepEqual(told, ['open 15']);
  progress.next({ begun: 12, ended: 9 });
  await turns();
  t.deepEqual(told, ['open 15']);
  progress.next({ begun: 13, ended: 10 });
  await turns();
  t.deepEqual(told, ['open 15', 'first']);
  progress.next({ begun: 30, ended: 25 });
  await turns();
  t.deepEqual(told, ['open 15', 'first'], 'one after the other');
  finish();
  await turns();
  t.deepEqual(told, ['open 15', 'first', 'open 25', 'second']);
  progress.next({ begun: 31, ended: 26 });
  finish();
  const past = await running;
  t.is(told.at(-1), 'open Infinity');
  t.deepEqual(
    past.map(({ name, from, to }) => [name, from.ended, to.ended]),
    [
      ['first', 10, 25],
      ['second', 25, 26],
    ],
  );
});

test('an event that fails fails the schedule', async (t) => {
  const progress = new BehaviorSubject<Progress>({ begun: 1, ended: 1 });
  const event = { name: 'it', at: 1, run: () => Promise.reject(new Error('It did not start.')) };
  const running = runSchedule([event], progress, { open: () => undefined }, 5);
  await t.throwsAsync(running, { message: 'It did not start.' });
});
