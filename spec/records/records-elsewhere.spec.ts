import test from 'ava';
import { createRecords } from '../../lib/records/create-records.js';
import type { SessionRecord } from '../../lib/records/record.js';
import { RecordsError } from '../../lib/records/records-errors.js';

const AT = '2026-11-29T00:00:00.000Z';

function record(id: string, changes: Partial<SessionRecord> = {}): SessionRecord {
  const client = { subject: {}, issuer: {}, serialNumber: '01', fingerprint256: 'AB' };
  const nothing = { remote: null, client, tls: null, work: null, answers: {} };
  const ended = { outcome: 'failed' as const, confirmed: false, step: 'HELLO', error: null };
  return { id, startedAt: AT, endedAt: AT, ...ended, ...nothing, ...changes };
}

test('the records of other processes share a batch, and each says when it is safe', async (t) => {
  const batches: string[][] = [];
  const records = createRecords({
    append: (batch) => {
      batches.push(batch.map(({ id }) => id));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
  await Promise.all(['a', 'b', 'c'].map((id) => records.elsewhere.keep(record(id, { outcome: 'done' }))));
  t.deepEqual(batches, [['a', 'b', 'c']]);
  records.elsewhere.openSessions = 3;
  t.is(records.openSessions, 3);
  await records.close();
});

test('those that answered nothing are counted together, beyond a number', async (t) => {
  const written: SessionRecord[] = [];
  const sink = {
    append: (batch: readonly SessionRecord[]) => {
      written.push(...batch);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const records = createRecords(sink, { emptyPerHour: 2 });
  for (let n = 0; n < 5; n++) await records.elsewhere.keep(record(String(n)));
  t.is(written.length, 2);
  await records.elsewhere.keep(record('done', { outcome: 'done' }));
  await records.elsewhere.keep(record('done', { outcome: 'done', confirmed: true }));
  t.deepEqual(
    written.slice(2).map(({ id, suppressed }) => [id, suppressed]),
    [
      ['done', 3],
      ['done', 3],
    ],
  );
  await records.close();
});

test('one that is lost rejects', async (t) => {
  const records = createRecords({
    append: () => Promise.reject(new RecordsError('GONE')),
    close: () => Promise.resolve(),
  });
  await t.throwsAsync(records.elsewhere.keep(record('a', { outcome: 'done' })), {
    message: 'Server could not keep the answers: the records file is gone.',
  });
  await records.close();
});
