import test from 'ava';
import type { SessionEntry } from '../../lib/status/entries.js';
import { Participants } from '../../lib/status/participants.js';
import { peerOf } from './played-sessions.js';

const DONE: SessionEntry = {
  kind: 'session',
  id: 's',
  participant: '',
  name: null,
  remote: null,
  startedAt: 0,
  endedAt: 1,
  state: 'ended',
  step: 'DONE',
  answered: 2,
  requests: 2,
  outcome: 'done',
  confirmed: true,
  error: null,
  durations: null,
  work: null,
};

test('with too many rows, the one that finished first is forgotten, and counted', (t) => {
  const participants = new Participants('fingerprint', 3);
  const open = participants.rowOf(peerOf('open'), 0, 1);
  open.own.open = 1;
  for (const [n, name] of ['first', 'second'].entries()) {
    const row = participants.rowOf(peerOf(name), 0, n + 2);
    if (name === 'first') row.ended(DONE);
    row.revision = n + 2;
  }
  participants.rowOf(peerOf('third'), 0, 4);
  t.deepEqual(
    participants.newestFirst().map(({ name }) => name),
    ['third', 'second', 'open'],
  );
  t.like(participants.counts, { known: 3, forgotten: 1, forgottenDone: 1 });
  t.deepEqual(participants.removedSince(3), ['FP:first']);
  t.deepEqual(participants.removedSince(4), []);
});

test('when all have open sessions, the oldest row is forgotten; its session goes on without', (t) => {
  const participants = new Participants('fingerprint', 2);
  const rows = ['a', 'b', 'c'].map((name, n) => {
    const row = participants.rowOf(peerOf(name), 0, n + 1);
    row.own.open = 1;
    return row;
  });
  t.is(participants.size, 2);
  const [forgotten] = rows;
  if (forgotten === undefined) throw new Error('no row');
  participants.touch(forgotten);
  t.is(participants.size, 2);
  t.is(participants.get('FP:a'), undefined);
});

test('a row that was forgotten does not take the place of a new one', (t) => {
  const participants = new Participants('fingerprint', 1);
  const old = participants.rowOf(peerOf('a'), 0, 1);
  participants.rowOf(peerOf('b'), 0, 2);
  const again = participants.rowOf(peerOf('a'), 0, 3);
  participants.touch(old);
  t.is(participants.get('FP:a'), again);
  t.deepEqual(participants.removedSince(2), ['FP:b']);
});

test('removals that are too old are not known any more', (t) => {
  const participants = new Participants('fingerprint', 1);
  for (let n = 1; n <= 4; n++) participants.rowOf(peerOf(`p${n}`), 0, n);
  t.is(participants.removedSince(1), null);
  t.deepEqual(participants.removedSince(3), ['FP:p3']);
});

test('with cn as identity, a renewed certificate is the same participant', (t) => {
  const participants = new Participants('cn');
  const max = peerOf('Max');
  const first = participants.rowOf(max, 0, 1);
  const renewed = { ...max, client: max.client === null ? null : { ...max.client, fingerprint256: 'new' } };
  t.is(participants.rowOf(renewed, 0, 2), first);
  t.is(first.view.id, 'cn:Max');
});
