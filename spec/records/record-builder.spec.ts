import test from 'ava';
import type { Command } from '../../lib/protocol/commands.js';
import { peerLeft } from '../../lib/protocol/failures.js';
import { DONE_ENDING, RecordBuilder, failedEnding } from '../../lib/records/record-builder.js';
import { answered, committed, connected, failed, sent, worked } from './helpers.js';

test('a whole session becomes the record that the contract shows', (t) => {
  const draft = new RecordBuilder(connected('s-1'));
  draft.fold(worked('s-1'));
  draft.fold(answered('s-1', 'FULL_NAME', ' Ada '));
  draft.fold(answered('s-1', 'EMAIL1', ''));
  t.is(
    JSON.stringify(draft.record(DONE_ENDING)),
    '{"id":"s-1","startedAt":"2026-01-02T03:04:05.678Z","endedAt":"2026-01-02T03:04:05.688Z",' +
      '"outcome":"done","step":"DONE","error":null,' +
      '"remote":{"address":"127.0.0.1","port":40000},' +
      '"client":{"subject":{"CN":"alice","OU":["one","two"]},"issuer":{"CN":"a CA"},"serialNumber":"0A","fingerprint256":"AA:BB"},' +
      '"tls":{"protocol":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256"},' +
      '"work":{"nBits":8,"suffix":"abc","zeroBits":9,"seconds":1.5},' +
      '"answers":{"FULL_NAME":" Ada ","EMAIL1":""}}',
  );
});

test('a session that answered nothing has no work, no answers and nothing superseded', (t) => {
  const record = new RecordBuilder(connected('s')).record(
    failedEnding(failed('s', peerLeft(new Error('secret')))),
  );
  t.like(record, {
    outcome: 'stopped',
    step: 'EMAIL1',
    error: { code: 'disconnected', message: 'The peer left.' },
    work: null,
  });
  t.deepEqual(Object.keys(record.answers), []);
  t.false('superseded' in record);
});

const testValues = test.macro({
  exec(t, values: string[], last: string, earlier: string[] | undefined) {
    const draft = new RecordBuilder(connected('s'));
    for (const value of values) draft.fold(answered('s', 'EMAIL1', value));
    const { answers, superseded } = draft.record(DONE_ENDING);
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
    t.deepEqual(draft.tornDown(), { outcome: 'stopped', step, error: null });
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
