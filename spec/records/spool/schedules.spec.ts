import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import type { SessionRecord } from '../../../lib/records/record.js';
import { SHIP_PAUSES } from '../../../lib/records/spool/pauses.js';
import type { Mood } from './database.js';
import { confirmed, Process, record } from './virtual.js';

type Step =
  | { readonly do: 'append'; readonly sessions: number; readonly confirm: boolean }
  | { readonly do: 'mood'; readonly mood: Mood }
  | { readonly do: 'release' }
  | { readonly do: 'latency'; readonly milliseconds: number }
  | { readonly do: 'pass'; readonly milliseconds: number }
  | { readonly do: 'disk'; readonly isFull: boolean }
  | { readonly do: 'refuse'; readonly one: number }
  | { readonly do: 'kill' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      sessions: fc.integer({ min: 1, max: 8 }),
      confirm: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('mood' as const),
      mood: fc.constantFrom<Mood>('up', 'away', 'hangs', 'commits and dies'),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'release' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('latency' as const),
      milliseconds: fc.constantFrom(0, 30, 500, 2500),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      milliseconds: fc.constantFrom(0, 20, 300, 1900, 2100, 6000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disk' as const), isFull: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('refuse' as const), one: fc.integer({ min: 2, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'kill' as const }) },
);

/** Runs the steps, then lets everything get well, and closes. Returns all processes, the last one at the end. */
async function runSteps(steps: readonly Step[]): Promise<Process[]> {
  let process = new Process();
  const processes = [process];
  let next = 0;
  let refused = 0;
  const refuses = ({ id }: SessionRecord) => refused > 0 && Number(id) % refused === 0;
  process.database.refuses = refuses;
  for (const one of steps) {
    switch (one.do) {
      case 'append': {
        const ids = Array.from({ length: one.sessions }, () => String(next++));
        process.append(...ids.map(record));
        if (one.confirm) process.append(...ids.map(confirmed));
        break;
      }
      case 'mood':
        process.database.mood = one.mood;
        break;
      case 'release':
        process.database.release();
        break;
      case 'latency':
        process.database.latency = one.milliseconds;
        break;
      case 'pass':
        await process.pass(one.milliseconds);
        break;
      case 'disk':
        process.store.isFull = one.isFull;
        break;
      case 'refuse':
        refused = one.one;
        break;
      case 'kill': {
        const { mood } = process.database;
        process.kill();
        process = new Process(process.rows, process.files);
        process.database.mood = mood;
        process.database.refuses = refuses;
        processes.push(process);
      }
    }
  }
  process.store.isFull = false;
  process.database.mood = 'up';
  process.database.release();
  await process.pass(3000);
  process.database.latency = 0;
  await process.pass(2 * SHIP_PAUSES.longestMs);
  return processes;
}

test('whatever happens when, each record that was promised is in the database once, in order, and nothing waits', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const processes = await runSteps(steps);
      const last = processes.at(-1);
      assert.ok(last);
      const { rows, files, sink } = last;
      const aside = new Set(files.aside.map((line) => (JSON.parse(line) as { id: string }).id));
      const promised = processes.flatMap(({ kept }) => kept);
      for (const { id, confirmed: isConfirmed } of promised) {
        const row = rows.byId.get(id);
        assert.ok(row !== undefined || aside.has(id), `${id} is lost`);
        if (isConfirmed === true && !aside.has(id))
          assert.equal(row?.confirmed, true, `the OK of ${id} is lost`);
      }
      // The first commit of each promised session: in the order in which they came.
      const firsts = [...new Set(rows.committed.flat())].filter((id) =>
        promised.some((one) => one.id === id),
      );
      assert.deepEqual(
        firsts,
        [...firsts].sort((a, b) => Number(a) - Number(b)),
        'out of order',
      );
      for (const { database } of processes) assert.ok(!database.isMisused, 'calls overlap');
      assert.equal(files.segments.size, 0, 'the spool is not empty');
      assert.deepEqual([sink.status.waiting, sink.status.since], [0, null]);
      const closed = sink.close();
      await last.pass(0);
      await closed;
      assert.ok(!last.database.isMisused, 'a call after the close');
      assert.deepEqual([last.database.closed, last.store.closed], [1, 1]);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('after any steps, a kill and a start, the spool and the database have each promised record', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const processes = await runSteps([
        ...steps,
        { do: 'mood', mood: 'up' },
        { do: 'release' },
        { do: 'kill' },
      ]);
      const last = processes.at(-1);
      assert.ok(last);
      const aside = new Set(last.files.aside.map((line) => (JSON.parse(line) as { id: string }).id));
      for (const { kept } of processes)
        for (const { id } of kept) assert.ok(last.rows.byId.has(id) || aside.has(id), `${id} is lost`);
    }),
    { numRuns: 150 },
  );
  t.pass();
});
