import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { EndedSessions } from '../../lib/status/ended-sessions.js';
import type { SessionEntry } from '../../lib/status/entries.js';

/** Objects as programs make them: those without a prototype are not equal to what is read. */
const PLAIN = { noNullPrototype: true };

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
        fc.record({ code: fc.constant('torn_down'), message: fc.string(), advice: fc.constant(null) }, PLAIN),
      ),
      durations: fc.constant(null),
      work: fc.option(fc.record({ nBits: fc.nat(), zeroBits: fc.nat(), seconds: fc.nat() }, PLAIN)),
    },
    PLAIN,
  ),
  { maxLength: 20 },
);

test('the sessions that ended last are as they came, newest first, and known by their participant', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), entries, (max, given) => {
      const ended = new EndedSessions(max);
      for (const entry of given) ended.push(entry);
      const kept = given.slice(-max).reverse();
      assert.equal(ended.size, kept.length);
      const listed = [...ended.newestFirst()];
      assert.deepEqual(
        listed.map(({ read }) => read()),
        kept,
      );
      assert.deepEqual(
        listed.map(({ at }) => at),
        kept.map(({ endedAt, startedAt }) => endedAt ?? startedAt),
      );
      for (const id of ['a', 'b', '\u2028"é', 'c']) {
        assert.deepEqual(
          ended.of(id),
          kept.filter(({ participant }) => participant === id),
        );
      }
    }),
  );
  t.pass();
});
