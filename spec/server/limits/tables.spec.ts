import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { RateTable } from '../../../lib/server/limits/rate-table.js';
import { Tally, type TallyEntry } from '../../../lib/server/limits/tally.js';
import { TriesTable } from '../../../lib/server/limits/tries-table.js';

const HOUR = 3_600_000;

test('a rate: the burst at once, then one for each interval', (t) => {
  const rates = new RateTable();
  const rate = { perSecond: 50, burst: 200 };
  let taken = 0;
  for (let n = 0; n < 300; n++) if (rates.take('a', rate, 1000)) taken += 1;
  t.is(taken, 200);
  t.true(rates.take('b', rate, 1000), 'another address has its own');
  t.false(rates.take('a', rate, 1009));
  t.true(rates.take('a', rate, 1020));
  t.false(rates.take('a', rate, 1020));
  taken = 0;
  for (let n = 0; n < 300; n++) if (rates.take('a', rate, 1020 + 4000)) taken += 1;
  t.is(taken, 200, 'after four seconds the burst is whole again');
});

test('a rate of less than one a second', (t) => {
  const rates = new RateTable();
  const rate = { perSecond: 0.5, burst: 1 };
  t.true(rates.take('a', rate, 0));
  t.false(rates.take('a', rate, 900));
  t.true(rates.take('a', rate, 2000));
});

const rate = fc.record({
  perSecond: fc.double({ min: 0.1, max: 1000, noNaN: true }),
  burst: fc.integer({ min: 1, max: 50 }),
});

test('rates: who keeps below both limits is never refused, and nobody gets more than both allow', (t) => {
  const calls = fc.array(fc.record({ key: fc.nat(3), pause: fc.nat(500) }), { maxLength: 300 });
  fc.assert(
    fc.property(rate, calls, (limits, steps) => {
      const rates = new RateTable();
      const passed = new Map<number, number[]>();
      let now = 0;
      for (const { key, pause } of steps) {
        now += pause;
        const times = passed.get(key) ?? [];
        passed.set(key, times);
        // In any window: the burst, and what the rate gives in it. One more is the rounding of half an interval.
        const most = (since: number): number => limits.burst + ((now - since) / 1000) * limits.perSecond;
        const fits = times.every((since, n) => times.length - n + 1 <= most(since));
        const took = rates.take(String(key), limits, now);
        if (took) times.push(now);
        if (fits) assert.ok(took, 'within both limits');
        if (took) assert.ok(times.every((since, n) => times.length - n <= most(since) + 1));
      }
    }),
  );
  t.pass();
});

test('rates: the table never grows beyond its limit, and an address that is whole again needs no place', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(100), { maxLength: 300 }), fc.integer({ min: 1, max: 20 }), (keys, max) => {
      const rates = new RateTable(max);
      keys.forEach((key, n) => {
        assert.equal(typeof rates.take(String(key), { perSecond: 1, burst: 3 }, n), 'boolean');
        assert.ok(rates.size <= max);
      });
    }),
  );
  const rates = new RateTable(4);
  for (const key of 'abcd') rates.take(key, { perSecond: 1, burst: 3 }, 0);
  rates.take('e', { perSecond: 1, burst: 3 }, 1500);
  t.is(rates.size, 1);
});

test('tries: as many as allowed in any hour, and the time until the next', (t) => {
  const tries = new TriesTable();
  t.is(tries.take('a', 2, 0), 0);
  t.is(tries.take('a', 2, 1000), 0);
  t.is(tries.take('a', 2, 2000), HOUR - 2000);
  t.is(tries.take('b', 2, 2000), 0);
  t.is(tries.take('a', 2, HOUR - 1), 1);
  t.is(tries.take('a', 2, HOUR), 0, 'refused tries did not count');
  t.is(tries.take('a', 2, HOUR), 1000);
  t.is(tries.take('a', 1, HOUR), HOUR, 'a reload lowered the limit');
  t.is(tries.take('a', 3, HOUR), 0, 'a reload raised it');
});

test('tries: like a list of all times, and never more certificates than the table holds', (t) => {
  const step = fc.record({ key: fc.nat(5), pause: fc.nat(HOUR / 3) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), fc.integer({ min: 1, max: 5 }), (steps, perHour) => {
      const tries = new TriesTable();
      const small = new TriesTable(2);
      const all: { key: number; at: number }[] = [];
      let now = 0;
      for (const { key, pause } of steps) {
        now += pause;
        const last = all.filter((each) => each.key === key && each.at > now - HOUR);
        const waitMs = tries.take(String(key), perHour, now);
        assert.equal(waitMs === 0, last.length < perHour);
        if (waitMs === 0) all.push({ key, at: now });
        else assert.equal(now + waitMs - HOUR, last.at(-perHour)?.at);
        small.take(String(key), perHour, now);
        assert.ok(small.size <= 2);
      }
    }),
  );
  t.pass();
});

test('a tally counts what is there, and is empty when all have left, in whatever order', (t) => {
  const step = fc.oneof(fc.record({ enter: fc.nat(5).map(String) }), fc.record({ leave: fc.nat(1000) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const tally = new Tally();
      const inside: { key: string; entry: TallyEntry }[] = [];
      for (const each of steps) {
        if ('enter' in each) inside.push({ key: each.enter, entry: tally.enter(each.enter) });
        else if (inside.length > 0) {
          for (const { entry } of inside.splice(each.leave % inside.length, 1)) tally.leave(entry);
        }
        const keys = new Set(inside.map(({ key }) => key));
        assert.equal(tally.size, keys.size);
        for (const key of keys) {
          assert.equal(tally.countOf(key), inside.filter((one) => one.key === key).length);
        }
      }
      for (const { entry } of inside) tally.leave(entry);
      assert.equal(tally.size, 0);
    }),
  );
  t.pass();
});
