import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import type { SessionEntry } from '../../lib/status/entries.js';
import { PackedLog } from '../../lib/status/packed-log.js';

/** Objects as programs make them: those without a prototype are not equal to what is read. */
const PLAIN = { noNullPrototype: true };

/** Some of them fill a chunk of the log, or more than one. */
const messages = fc.oneof(
  fc.string(),
  fc.constantFrom('é'.repeat(10_000), '"participant":"a"'.repeat(1_000), '\u2028'.repeat(40_000)),
);

const entries = fc.array(
  fc.record<SessionEntry>(
    {
      kind: fc.constant('session'),
      id: fc.uuid(),
      participant: fc.constantFrom('a', 'b', '\u2028"é'),
      name: fc.option(fc.string({ unit: 'binary', maxLength: 40 })),
      remote: fc.constantFrom(null, '127.0.0.1:1234'),
      startedAt: fc.nat(),
      endedAt: fc.option(fc.nat()),
      state: fc.constant('ended'),
      step: fc.constant('WORK'),
      answered: fc.nat(),
      requests: fc.option(fc.nat()),
      outcome: fc.constantFrom('done', 'failed'),
      confirmed: fc.option(fc.boolean()),
      error: fc.option(
        fc.record({ code: fc.constant('torn_down'), message: messages, advice: fc.constant(null) }, PLAIN),
      ),
      durations: fc.constant(null),
      work: fc.option(fc.record({ nBits: fc.nat(), zeroBits: fc.nat(), seconds: fc.nat() }, PLAIN)),
    },
    PLAIN,
  ),
  { maxLength: 20 },
);

test('the last entries are as they came, newest first, and found by a member', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), entries, (max, given) => {
      const log = new PackedLog<SessionEntry>(max);
      for (const entry of given) log.push(entry, entry.startedAt);
      const kept = given.slice(-max).reverse();
      assert.equal(log.size, kept.length);
      const listed = [...log.newestFirst()];
      assert.deepEqual(
        listed.map(({ read }) => read()),
        kept,
      );
      assert.deepEqual(
        listed.map(({ at }) => at),
        kept.map(({ startedAt }) => startedAt),
      );
      for (const id of ['a', 'b', '\u2028"é', 'c']) {
        assert.deepEqual(
          log.of('participant', id),
          kept.filter(({ participant }) => participant === id),
        );
      }
    }),
  );
  t.pass();
});

test('what was listed can be read after it was replaced', (t) => {
  const log = new PackedLog<{ readonly text: string }>(2);
  log.push({ text: 'first' }, 1);
  const [first] = log.newestFirst();
  for (let at = 2; at < 5_000; at++) log.push({ text: 'x'.repeat(100) }, at);
  t.deepEqual(first?.read(), { text: 'first' });
  t.deepEqual(
    [...log.newestFirst()].map(({ at }) => at),
    [4_999, 4_998],
  );
});
