import test from 'ava';
import type { Command } from '../../lib/protocol/commands.js';
import { peerLeft } from '../../lib/protocol/failures.js';
import { COMMITTED, RecordBuilder, doneEnding, failedEnding } from '../../lib/records/record-builder.js';
import { answered, committed, connected, done, failed, sent, unconfirmed, worked } from './helpers.js';

test('a whole session becomes the record that the contract shows', (t) => {
  const draft = new RecordBuilder(connected('s-1'));
  draft.fold(worked('s-1'));
  draft.fold(answered('s-1', 'FULL_NAME', ' Ada '));
  draft.fold(answered('s-1', 'EMAIL1', ''));
  t.is(
    JSON.stringify(draft.record(COMMITTED)),
    '{"id":"s-1","startedAt":"2026-01-02T03:04:05.678Z","endedAt":"2026-01-02T03:04:05.688Z",' +
      '"outcome":"done","confirmed":null,"step":"DONE","error":null,' +
      '"remote":{"address":"127.0.0.1","port":40000},' +
      '"client":{"subject":{"CN":"alice","OU":["one","two"]},"issuer":{"CN":"a CA"},"serialNumber":"0A","fingerprint256":"AA:BB"},' +
      '"tls":{"protocol":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256"},' +
      '"work":{"nBits":8,"suffix":"abc","zeroBits":9,"seconds":1.5},' +
      '"answers":{"FULL_NAME":" Ada ","EMAIL1":""}}',
  );
});

test('work of an earlier connection says so', (t) => {
  const draft = new RecordBuilder(connected('s'));
  const accepted = worked('s');
  if (accepted.type === 'work_accepted') draft.fold({ ...accepted, resumed: true });
  t.is(draft.record(COMMITTED).work?.resumed, true);
});

test('a session that answered nothing has no work, no answers and nothing superseded', (t) => {
  const record = new RecordBuilder(connected('s')).record(
    failedEnding(failed('s', peerLeft(new Error('secret')))),
  );
  t.like(record, {
    outcome: 'stopped',
    confirmed: false,
    step: 'EMAIL1',
    error: { code: 'disconnected', message: 'The peer left.' },
    work: null,
  });
  t.deepEqual(Object.keys(record.answers), []);
  t.false('superseded' in record);
});

test('the bits of WORK are kept also where it is not solved, and only once where it is', (t) => {
  const builder = new RecordBuilder(connected('s'));
  const ending = failedEnding(failed('s', peerLeft()));
  t.false('unsolvedBits' in builder.record(ending));
  builder.fold(sent('s', { kind: 'work', token: 'T', nBits: 27 }));
  t.like(builder.record(ending), { work: null, unsolvedBits: 27 });
  builder.fold(worked('s'));
  t.is(builder.record(ending).work?.nBits, 8);
  t.false('unsolvedBits' in builder.record(ending));
});

const testValues = test.macro({
  exec(t, values: string[], last: string, earlier: string[] | undefined) {
    const draft = new RecordBuilder(connected('s'));
    for (const value of values) draft.fold(answered('s', 'EMAIL1', value));
    const { answers, superseded } = draft.record(COMMITTED);
    t.deepEqual({ ...answers }, { EMAIL1: last });
    t.deepEqual(superseded?.['EMAIL1'], earlier);
  },
  title: (_title, values: string[]) => `a name that is answered ${values.join(', ')}`,
});

test(testValues, ['a'], 'a', undefined);
test(testValues, ['a', 'a'], 'a', undefined);
test(testValues, ['a', 'b'], 'b', ['a']);
test(testValues, ['a', 'b', 'b', 'c'], 'c', ['a', 'b']);
test(testValues, ['a', 'b', 'a'], 'a', ['a', 'b']);
test(testValues, ['', 'a'], 'a', ['']);

const testTornDown = test.macro({
  exec(t, commands: Command[], step: string) {
    const draft = new RecordBuilder(connected('s'));
    for (const command of commands) draft.fold(sent('s', command));
    t.deepEqual(draft.tornDown(), { outcome: 'stopped', confirmed: false, step, error: null });
  },
  title: (title, _commands, step: string) => title ?? `a session that is torn down in ${step}`,
});

test('a session that is torn down before it said a word', testTornDown, [], 'HELLO');
test(testTornDown, [{ kind: 'hello' }], 'HELLO');
test(testTornDown, [{ kind: 'hello' }, { kind: 'work', token: 't', nBits: 1 }], 'WORK');
test(
  testTornDown,
  [
    { kind: 'body', name: 'COUNTRY', randomString: 'r' },
    { kind: 'fail', reason: 'x' },
  ],
  'COUNTRY',
);
test(testTornDown, [{ kind: 'done' }], 'DONE');

test('a record as done no longer holds once another answer comes', (t) => {
  const draft = new RecordBuilder(connected('s'));
  draft.committedAsDone = true;
  draft.fold(committed('s'));
  t.true(draft.committedAsDone);
  draft.fold(answered('s', 'EMAIL1', 'x'));
  t.false(draft.committedAsDone);
});

test('a session that is torn down behind DONE is done, and nothing came after it', (t) => {
  const draft = new RecordBuilder(connected('s'));
  draft.committedAsDone = true;
  t.is(draft.tornDown().outcome, 'stopped', 'kept, but not told');
  draft.fold(sent('s', { kind: 'done' }));
  t.deepEqual(draft.tornDown(), { outcome: 'done', confirmed: false, step: 'DONE', error: null });
});

test('done says whether OK came, and why not', (t) => {
  t.deepEqual(doneEnding(done('s')), { outcome: 'done', confirmed: true, step: 'DONE', error: null });
  t.deepEqual(doneEnding(unconfirmed('s', peerLeft())), {
    outcome: 'done',
    confirmed: false,
    step: 'DONE',
    error: { code: 'disconnected', message: 'The peer left.' },
  });
});

test('a record that was made does not change with what comes later', (t) => {
  const draft = new RecordBuilder(connected('s'));
  for (const value of ['a', 'b']) draft.fold(answered('s', 'EMAIL1', value));
  const record = draft.record(COMMITTED);
  const before = JSON.stringify(record);
  for (const value of ['c', 'd']) draft.fold(answered('s', 'EMAIL1', value));
  draft.fold(answered('s', 'COUNTRY', 'PL'));
  t.is(JSON.stringify(record), before);
  const { answers, superseded } = draft.record(COMMITTED);
  t.deepEqual({ ...answers }, { EMAIL1: 'd', COUNTRY: 'PL' });
  t.deepEqual({ ...superseded }, { EMAIL1: ['a', 'b', 'c'] });
});

test('times of day are those of the clock, and the seconds of the work are its own', (t) => {
  const draft = new RecordBuilder(connected('s'));
  draft.fold({ ...worked('s'), at: connected('s').at - 7_200_000 });
  const { startedAt, endedAt, work } = draft.record(COMMITTED);
  t.is(startedAt, '2026-01-02T03:04:05.678Z');
  t.is(endedAt, '2026-01-02T01:04:05.678Z');
  t.is(work?.seconds, 1.5);
});
