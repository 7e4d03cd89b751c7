import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import type { SessionEvent } from '../../lib/session/events.js';
import { OPEN_STATES, type Participant } from '../../lib/status/entries.js';
import type { StatusModel } from '../../lib/status/status-model.js';
import { endOf, eventsUpTo, LAST_STAGE, newModel, START, type End } from './played-sessions.js';

/** A session: whose it is, how far it comes, how it ends; null if it stays open. */
interface Played {
  readonly name: string;
  readonly stage: number;
  readonly end: End | null;
}

const played: fc.Arbitrary<Played> = fc.oneof(
  fc.record({
    name: fc.constantFrom('Max', 'Ada', 'Eve'),
    stage: fc.nat(LAST_STAGE),
    end: fc.constantFrom<End | null>('timeout', 'left', 'torn down', null),
  }),
  fc.record({
    name: fc.constantFrom('Max', 'Ada', 'Eve'),
    stage: fc.constant(LAST_STAGE),
    end: fc.constantFrom<End>('confirmed', 'left after DONE'),
  }),
);

function eventsOf({ name, stage, end }: Played, id: string): SessionEvent[] {
  const step = 'WORK';
  return [...eventsUpTo(id, name, stage), ...(end === null ? [] : endOf(id, name, step, end, START + 9000))];
}

/** All sessions at once, their events in any order that keeps that of each. */
const interleaved = fc.array(played, { maxLength: 12 }).chain((sessions) => {
  const queues = sessions.map((session, n) => eventsOf(session, `s${n}`));
  const turns = queues.flatMap((events, n) => events.map(() => n));
  return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
    const next = queues.map(() => 0);
    const events = order.flatMap((n) => queues[n]?.[(next[n] = (next[n] ?? 0) + 1) - 1] ?? []);
    return { sessions, events };
  });
});

function fold(events: readonly SessionEvent[]): StatusModel {
  const model = newModel();
  for (const event of events) model.apply(event);
  return model;
}

/** Whether the session was sent DONE. */
function isDone({ stage, end }: Played): boolean {
  return end === 'confirmed' || end === 'left after DONE' || (end === 'torn down' && stage === LAST_STAGE);
}

test('whatever comes in whatever order, the counts are those of a count by hand', (t) => {
  fc.assert(
    fc.property(interleaved, ({ sessions, events }) => {
      const { counts, participants } = fold(events).snapshot();
      const ended = sessions.filter(({ end }) => end !== null);
      const done = ended.filter(isDone);
      assert.equal(counts.sessions, sessions.length);
      assert.equal(counts.ended.done, done.length);
      assert.equal(counts.confirmed, ended.filter(({ end }) => end === 'confirmed').length);
      assert.equal(sum(Object.values(counts.ended)), ended.length);
      assert.equal(sum(Object.values(counts.failures)), ended.length - done.length);
      assert.equal(sum(Object.values(counts.failedSteps)), ended.length - done.length);
      assert.equal(sum(OPEN_STATES.map((state) => counts.open[state])), sessions.length - ended.length);
      assert.equal(counts.work.count, sessions.filter(({ stage }) => stage >= 3).length);
      const names = new Set(sessions.map(({ name }) => name));
      assert.equal(participants.length, names.size);
      for (const { name, tries, open, doneAt } of participants) {
        const his = sessions.filter((session) => session.name === name);
        assert.equal(tries, his.length);
        assert.equal(open, his.filter(({ end }) => end === null).length);
        assert.equal(
          doneAt !== null,
          his.some((session) => session.end !== null && isDone(session)),
        );
      }
      assert.equal(counts.participants.done, participants.filter(({ doneAt }) => doneAt !== null).length);
    }),
  );
  t.pass();
});

test('whoever takes only the changes, at whatever moments, has the whole', (t) => {
  fc.assert(
    fc.property(interleaved, fc.infiniteStream(fc.boolean()), ({ events }, looks) => {
      const model = newModel();
      const rows = new Map<string, Participant>();
      const activities: number[] = [];
      let revision = 0;
      const look = (): void => {
        const changes = model.changesSince(revision);
        if (changes.reset) rows.clear();
        for (const id of changes.removed) rows.delete(id);
        for (const row of changes.participants) rows.set(row.id, row);
        if (changes.reset) activities.length = 0;
        activities.push(...changes.activities.map(({ number }) => number));
        ({ revision } = changes);
      };
      for (const event of events) {
        model.apply(event);
        if (looks.next().value === true) look();
      }
      look();
      const whole = model.snapshot();
      const byId = (a: Participant, b: Participant): number => (a.id < b.id ? -1 : 1);
      assert.deepEqual([...rows.values()].sort(byId), [...whole.participants].sort(byId));
      assert.deepEqual(
        activities.slice(-200),
        whole.activities.map(({ number }) => number),
      );
    }),
  );
  t.pass();
});

test('a revision of another run, or of the future, resets', (t) => {
  const model = fold(eventsUpTo('s', 'Max', 3));
  t.true(model.changesSince(model.revision + 1).reset);
  t.true(model.changesSince(-1).reset);
  t.true(model.changesSince(0).reset);
  const { reset, participants, activities } = model.changesSince(model.revision);
  t.false(reset);
  t.deepEqual([...participants, ...activities], []);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
