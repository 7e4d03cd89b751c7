import test from 'ava';
import { StatusFold } from '../../../lib/observe/status/status.js';
import { EVENTS } from '../../programs/helpers/events.js';

test('what a server has done, and what it does now', (t) => {
  const fold = new StatusFold();
  const nothing = { state: 'starting', open: 0, began: 0, done: 0, failed: 0, refused: 0 } as const;
  t.deepEqual(fold.status, nothing);
  fold.observe(EVENTS.listening);
  t.deepEqual(fold.status, { ...nothing, state: 'ready' });
  for (const event of [EVENTS.connected, EVENTS.sentWork, EVENTS.connected, EVENTS.refused]) {
    fold.observe(event);
  }
  t.deepEqual(fold.status, { ...nothing, state: 'ready', began: 2, open: 2, refused: 1 });
  for (const event of [EVENTS.done, EVENTS.closed, EVENTS.stopping]) fold.observe(event);
  t.deepEqual(fold.status, {
    ...{ state: 'draining', began: 2, open: 1, done: 1, failed: 0, refused: 1 },
  });
});
