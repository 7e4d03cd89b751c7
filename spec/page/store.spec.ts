import test from 'ava';
import fc from 'fast-check';
import { Store } from '../../lib/page/store.js';
import type { Activity, Participant } from '../../lib/status/entries.js';
import type { StatusMessage } from '../../lib/status/messages.js';
import { StatusModel } from '../../lib/status/status-model.js';
import { batchTexts } from '../../lib/observe/web/events/batch.js';
import { createParser } from 'eventsource-parser';
import { classEvents, classInputs } from '../support/simulated-class.js';
import { participant } from './rows-of.js';

const event = (type: string, data: unknown) => ({ type, data: JSON.stringify(data) });
const rows = (reset: boolean, participants: Participant[], removed: string[] = []) =>
  event('participants', { reset, participants, removed });
const activities = (...numbers: number[]) =>
  event(
    'activities',
    numbers.map((number) => ({ number }) as Activity),
  );
const status = (run: string) => event('status', { run, now: 1 });

test('a batch counts when its status has come', (t) => {
  const store = new Store();
  t.is(store.take(rows(true, [participant('a')])), null);
  t.is(store.participants.size, 0);
  const change = store.take(status('r'));
  t.deepEqual(change, { reset: true, participants: new Set(['a']), activities: true });
  t.is(store.participants.get('a')?.id, 'a');
});

test('a batch that was cut is forgotten', (t) => {
  const store = new Store();
  store.take(rows(true, [participant('a')]));
  store.interrupt();
  store.take(status('r'));
  t.is(store.participants.size, 0);
});

test('rows change and go', (t) => {
  const store = new Store();
  store.take(rows(true, [participant('a'), participant('b')]));
  store.take(status('r'));
  store.take(rows(false, [participant('b', { tries: 2 })], ['a']));
  t.deepEqual(store.take(status('r')), {
    reset: false,
    participants: new Set(['a', 'b']),
    activities: false,
  });
  t.deepEqual([...store.participants.keys()], ['b']);
  t.is(store.participants.get('b')?.tries, 2);
});

test('another run replaces everything, even without a row', (t) => {
  const store = new Store();
  store.take(rows(true, [participant('a')]));
  store.take(activities(1, 2));
  store.take(status('r'));
  t.true(store.take(status('s'))?.reset);
  t.is(store.participants.size, 0);
  t.deepEqual(store.activities, []);
});

test('activities come once, in order, and at most 200 are kept', (t) => {
  const store = new Store();
  store.take(activities(...Array.from({ length: 150 }, (_, index) => index)));
  store.take(status('r'));
  store.take(activities(...Array.from({ length: 100 }, (_, index) => index + 100)));
  store.take(status('r'));
  t.deepEqual(
    store.activities.map(({ number }) => number),
    Array.from({ length: 200 }, (_, index) => index),
  );
  store.take(activities(200));
  store.take(status('r'));
  t.is(store.activities.length, 200);
  t.is(store.activities.at(-1)?.number, 200);
});

test('whatever a model does, and wherever the batches are cut, the page knows the same in the end', (t) => {
  const from = 1_700_000_000_000;
  const inputs = [...classInputs(from), ...classEvents({ size: 12, from, seconds: 60, seed: 7 })];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.boolean())), (steps) => {
      const model = new StatusModel({ version: '1', startedAt: from });
      const store = new Store();
      let [at, revision] = [0, -1];
      const batch = (isCut: boolean): void => {
        const changes = model.changesSince(revision);
        const message = { ...model.summary(), now: 0, run: 'r', readers: { open: 1, dropped: 0 } };
        const texts = [...batchTexts(changes, message satisfies StatusMessage)];
        store.interrupt();
        const parser = createParser({ onEvent: ({ event: type = '', data }) => store.take({ type, data }) });
        for (const text of isCut ? texts.slice(0, -1) : texts) parser.feed(text);
        if (!isCut) revision = changes.revision;
      };
      for (const [size, isCut] of steps) {
        for (const input of inputs.slice(at, at + size)) model.apply(input);
        at += size;
        batch(isCut);
      }
      batch(false);
      const known = model.snapshot();
      t.deepEqual(
        [...store.participants.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        JSON.parse(JSON.stringify([...known.participants].sort((a, b) => (a.id < b.id ? -1 : 1)))),
      );
      t.deepEqual(store.activities, JSON.parse(JSON.stringify(known.activities)));
    }),
    { numRuns: 40 },
  );
});
