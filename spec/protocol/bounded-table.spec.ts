import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { BoundedTable } from '../../lib/protocol/bounded-table.js';

/** Values are the times at which they become stale. */
function table(maxEntries: number, evicted: string[] = []): BoundedTable<number> {
  return new BoundedTable({
    maxEntries,
    isStale: (until, now) => until <= now,
    onEvicted: (_, key) => evicted.push(key),
  });
}

test('a full table forgets the key that was set least recently', (t) => {
  const evicted: string[] = [];
  const entries = table(2, evicted);
  entries.set('a', 1e9, 0);
  entries.set('b', 1e9, 0);
  entries.set('a', 2e9, 0);
  entries.set('c', 1e9, 0);
  t.deepEqual(evicted, ['b']);
  t.is(entries.get('a'), 2e9);
  t.is(entries.get('b'), undefined);
  t.is(entries.size, 2);
});

test('stale entries make room before any other', (t) => {
  const evicted: string[] = [];
  const entries = table(3, evicted);
  entries.set('a', 1e9, 0);
  entries.set('b', 5, 0);
  entries.set('c', 5, 0);
  entries.set('d', 1e9, 5);
  t.deepEqual(evicted, ['b', 'c']);
  t.is(entries.size, 2);
});

test('a full table is searched once a second, not for each new key', (t) => {
  let looked = 0;
  const entries = new BoundedTable<number>({
    maxEntries: 100,
    isStale: () => {
      looked += 1;
      return false;
    },
  });
  for (let n = 0; n < 1000; n++) entries.set(`key ${n}`, 0, n);
  t.is(looked, 100);
  entries.set('one more', 0, 1100);
  t.is(looked, 200);
});

test('sweep removes what is stale, and clear everything', (t) => {
  const evicted: string[] = [];
  const entries = table(10, evicted);
  entries.set('a', 5, 0);
  entries.set('b', 9, 0);
  entries.sweep(4);
  t.deepEqual(evicted, []);
  entries.sweep(5);
  t.deepEqual(evicted, ['a']);
  entries.clear();
  t.deepEqual(evicted, ['a', 'b']);
  t.is(entries.size, 0);
});

test('whatever comes: never more than the limit, every lost entry is told, and the last one set is there', (t) => {
  const step = fc.record({ key: fc.nat(30), lifetime: fc.nat(3000), pause: fc.nat(2000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, max) => {
      const lost = new Map<string, number>();
      const entries = new BoundedTable<number>({
        maxEntries: max,
        isStale: (until, now) => until <= now,
        onEvicted: (value, key) => lost.set(key, value),
      });
      const model = new Map<string, number>();
      let now = 0;
      for (const { key, lifetime, pause } of steps) {
        now += pause;
        const name = String(key);
        entries.set(name, now + lifetime, now);
        model.set(name, now + lifetime);
        for (const [evicted, value] of lost) {
          if (evicted !== name) assert.equal(model.get(evicted), value);
          if (evicted !== name) model.delete(evicted);
        }
        lost.clear();
        assert.equal(entries.get(name), now + lifetime);
        assert.ok(entries.size <= max);
        assert.equal(entries.size, model.size);
        for (const [known, value] of model) assert.equal(entries.get(known), value);
      }
    }),
  );
  t.pass();
});
