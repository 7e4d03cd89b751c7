import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { NewestSession } from '../../lib/status/newest-session.js';

test('the newest session is the last that began and has not ended, whatever ends when', (t) => {
  const actions = fc.array(fc.option(fc.nat(), { nil: 'begin' as const }), { maxLength: 200 });
  fc.assert(
    fc.property(actions, (list) => {
      const sessions = new NewestSession<{ hasEnded: boolean }>();
      const open: { hasEnded: boolean }[] = [];
      for (const action of list) {
        if (action === 'begin') {
          const session = { hasEnded: false };
          open.push(session);
          sessions.begin(session);
        } else {
          const [ended] = open.splice(action % Math.max(1, open.length), 1);
          if (ended === undefined) continue;
          ended.hasEnded = true;
          sessions.ended();
        }
        assert.equal(sessions.newest, open.at(-1));
      }
    }),
  );
  t.pass();
});
