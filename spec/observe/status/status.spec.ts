import test from 'ava';
import { StatusFold, statusOf } from '../../../lib/observe/status/status.js';
import { StatusModel } from '../../../lib/status/status-model.js';
import { peerLeft } from '../../../lib/protocol/failures.js';
import { EVENTS, failed } from '../../programs/helpers/events.js';

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

test('the model of a status page says the same', (t) => {
  const fold = new StatusFold();
  const model = new StatusModel({ version: '1.2.3', startedAt: 0 });
  t.deepEqual(statusOf(model.summary()), fold.status);
  const { listening, connected, sentWork, refused, done, closed, stopping } = EVENTS;
  const ofAnother = { id: 'another' };
  for (const event of [
    ...[listening, connected, sentWork, { ...connected, ...ofAnother }, refused, done, refused],
    ...[
      { ...failed(peerLeft(), 'disconnected'), ...ofAnother },
      closed,
      { ...connected, id: 'a third' },
      stopping,
    ],
  ]) {
    fold.observe(event);
    model.apply(event);
    t.deepEqual(statusOf(model.summary()), fold.status, event.type);
  }
  t.deepEqual(fold.status, { state: 'draining', open: 2, began: 3, done: 1, failed: 1, refused: 2 });
});
