import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { peerLeft } from '../../lib/protocol/failures.js';
import { createRecords } from '../../lib/records/create-records.js';
import { EmptySessions } from '../../lib/records/empty-sessions.js';
import type { SessionRecord } from '../../lib/records/record.js';
import type { SessionRecords } from '../../lib/records/session-records.js';
import type { Peer } from '../../lib/session/events.js';
import { answered, connected, done, failed, kept, PEER, unconfirmed, worked } from './helpers.js';

const HOUR = 3_600_000;

function collecting(t: ExecutionContext, emptyPerHour?: number) {
  const all: SessionRecord[] = [];
  const append = (batch: readonly SessionRecord[]): Promise<void> => {
    all.push(...batch);
    return Promise.resolve();
  };
  const options = emptyPerHour === undefined ? {} : { emptyPerHour };
  const records = createRecords({ append, close: () => Promise.resolve() }, options);
  t.teardown(() => records.close());
  return { all, records };
}

/** A session that answers nothing. */
function nothing(records: SessionRecords, id: string, peer?: Peer): void {
  records.observe(connected(id, peer));
  records.observe(failed(id, peerLeft()));
}

const brief = (all: readonly SessionRecord[]): [string, number][] =>
  all.map(({ id, suppressed = 0 }) => [id, suppressed]);

test('100 sessions of an hour that answered nothing have a record, and the next record counts the others', async (t) => {
  const { all, records } = collecting(t);
  for (let n = 0; n < 130; n++) nothing(records, `empty ${n}`);
  records.observe(connected('s'));
  records.observe(answered('s', 'FULL_NAME', 'Ada'));
  await kept(records, 's');
  records.observe(done('s'));
  await records.close();
  t.is(all.length, 102);
  t.deepEqual(brief(all).slice(-3), [
    ['empty 99', 0],
    ['s', 30],
    ['s', 30],
  ]);
});

test('each certificate has its own count, whatever its name; without one, each address', async (t) => {
  const { all, records } = collecting(t, 1);
  const { client } = PEER;
  assert.ok(client !== null);
  const renamed: Peer = { ...PEER, client: { ...client, subject: { CN: 'bob' }, fingerprint256: 'CC' } };
  const other: Peer = { ...PEER, client: { ...client, serialNumber: '0B' } };
  const bare = (address: string): Peer => ({ ...PEER, client: null, remote: { address, port: 1 } });
  nothing(records, 'a1');
  nothing(records, 'a2', renamed);
  nothing(records, 'b1', other);
  nothing(records, 'c1', bare('::1'));
  nothing(records, 'c2', bare('::1'));
  nothing(records, 'd1', bare('127.0.0.1'));
  await records.close();
  t.deepEqual(
    all.map(({ id }) => id).filter((id) => id.endsWith('1')),
    ['a1', 'b1', 'c1', 'd1'],
  );
  // At the end, the last one that was left out is told of.
  t.deepEqual(
    all.map(({ id }) => id).filter((id) => id.endsWith('2')),
    ['a2', 'c2'],
  );
});

test('who has worked or answered has a record in any case', async (t) => {
  const { all, records } = collecting(t, 0);
  records.observe(connected('worked'));
  records.observe(worked('worked'));
  records.observe(failed('worked', peerLeft()));
  records.observe(connected('answered'));
  records.observe(answered('answered', 'FULL_NAME', 'Ada'));
  records.observe(failed('answered', peerLeft()));
  await records.close();
  t.deepEqual(brief(all), [
    ['worked', 0],
    ['answered', 0],
  ]);
});

test('the last line of an id has the count, also when there are two', async (t) => {
  const { all, records } = collecting(t, 0);
  nothing(records, 'left out');
  records.observe(connected('s'));
  records.observe(answered('s', 'FULL_NAME', 'Ada'));
  await kept(records, 's');
  records.observe(unconfirmed('s', peerLeft()));
  await records.close();
  t.deepEqual(brief(all), [
    ['s', 1],
    ['s', 1],
  ]);
});

test('a session that was kept without an answer has its second record, however many have answered nothing', async (t) => {
  const { all, records } = collecting(t, 0);
  records.observe(connected('s'));
  await kept(records, 's');
  records.observe(unconfirmed('s', peerLeft()));
  await records.close();
  t.deepEqual(
    all.map(({ confirmed }) => confirmed),
    [null, false],
  );
});

test('no record comes: the last session that was left out bears the count of the others', async (t) => {
  const { all, records } = collecting(t, 2);
  for (let n = 0; n < 10; n++) nothing(records, `empty ${n}`);
  await records.close();
  t.deepEqual(brief(all), [
    ['empty 0', 0],
    ['empty 1', 0],
    ['empty 9', 7],
  ]);
});

test('every session is written or counted once, in any order and over any time', (t) => {
  const step = fc.record({
    key: fc.nat(4),
    pause: fc.oneof(fc.constant(0), fc.nat(HOUR)),
    answers: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), fc.nat(3), (steps, perHour) => {
      let now = 0;
      let written = 0;
      let counted = 0;
      const empty = new EmptySessions({
        perHour,
        now: () => now,
        write: ({ suppressed = 0 }) => {
          written += 1;
          counted += suppressed;
        },
      });
      const record = {} as SessionRecord;
      const perKey = new Map<number, number[]>();
      for (const { key, pause, answers } of steps) {
        now += pause;
        const peer: Peer = { ...PEER, client: null, remote: { address: String(key), port: 1 } };
        if (answers || empty.admits(peer, () => record)) {
          written += 1;
          // Not in one expression: taking may write, and that counts too.
          const taken = empty.take(peer);
          counted += taken;
          if (!answers) perKey.set(key, [...(perKey.get(key) ?? []), now]);
        }
      }
      empty.close();
      assert.equal(written + counted, steps.length);
      // An hour has two halves of windows at most.
      for (const times of perKey.values()) {
        for (const time of times) {
          assert.ok(times.filter((each) => each >= time && each < time + HOUR).length <= 2 * perHour);
        }
      }
    }),
  );
  t.pass();
});

test('the count is written after an hour, with the next session of anybody', (t) => {
  const written: SessionRecord[] = [];
  let now = 0;
  const empty = new EmptySessions({ perHour: 0, now: () => now, write: (record) => written.push(record) });
  for (let n = 0; n < 3; n++) empty.admits(PEER, () => ({ id: `empty ${n}` }) as SessionRecord);
  now += HOUR - 1;
  t.is(empty.take({ ...PEER, client: null }), 0);
  t.deepEqual(written, []);
  now += 1;
  t.is(empty.take({ ...PEER, client: null }), 0);
  t.deepEqual(written, [{ id: 'empty 2', suppressed: 2 } as SessionRecord]);
  empty.close();
  t.is(written.length, 1);
});
