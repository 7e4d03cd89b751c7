import test from 'ava';
import { OnceDesk } from '../../../../../lib/programs/server/workers/primary/once-desk.js';
import type { SessionRecord } from '../../../../../lib/records/record.js';

function record(id: string, outcome: SessionRecord['outcome']): SessionRecord {
  const at = '2026-11-29T00:00:00.000Z';
  const nothing = { remote: null, client: null, tls: null, work: null, answers: {} };
  return { id, startedAt: at, endedAt: at, outcome, confirmed: null, step: 'DONE', error: null, ...nothing };
}

test('one session after the other may commit; who is done is done', async (t) => {
  const desk = new OnceDesk(['old']);
  t.true(desk.isDone('old'));
  t.false(await desk.begin('x', 'old'));
  t.true(await desk.begin('a', 'one'));
  const second = desk.begin('b', 'one');
  desk.kept(record('a', 'done'));
  t.false(await second);
  t.true(desk.isDone('one'));
});

test('when the first one fails, the next one may', async (t) => {
  const desk = new OnceDesk([]);
  t.true(await desk.begin('a', 'one'));
  const waiting = [desk.begin('b', 'one'), desk.begin('c', 'one')];
  desk.lost('a');
  t.true(await waiting[0]);
  desk.kept(record('b', 'done'));
  t.false(await waiting[1]);
});

test('a lost worker frees what its sessions held', async (t) => {
  const desk = new OnceDesk([]);
  t.true(await desk.begin('a', 'one'));
  const next = desk.begin('b', 'one');
  desk.closed('a');
  t.true(await next);
  t.false(desk.isDone('one'));
});

test('a failure that replaces a kept done makes the client free again', async (t) => {
  const desk = new OnceDesk([]);
  t.true(await desk.begin('a', 'one'));
  desk.kept(record('a', 'done'));
  desk.kept(record('a', 'failed'));
  t.false(desk.isDone('one'));
  desk.kept(record('other', 'done'));
  t.true(await desk.begin('b', 'one'));
});

test('once a session is closed, what its worker still says of it changes nothing', async (t) => {
  const desk = new OnceDesk([]);
  t.true(await desk.begin('a', 'one'));
  desk.kept(record('a', 'done'));
  desk.closed('a');
  desk.kept(record('a', 'failed'));
  t.true(desk.isDone('one'));
});
