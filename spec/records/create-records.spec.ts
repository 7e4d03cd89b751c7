import test from 'ava';
import { ServiceError } from '../../lib/protocol/errors.js';
import { createRecords } from '../../lib/records/create-records.js';
import type { SessionRecord } from '../../lib/records/record.js';
import { begin, beginAndKeep, failed, kept } from './helpers.js';
import { HandSink, nextTurn } from './sinks/sink.js';

test('an embedder’s own sink gets the records, several at a time, and is closed at the end', async (t) => {
  const kept: SessionRecord[][] = [];
  let closed = 0;
  const records = createRecords({
    append: (batch) => {
      kept.push([...batch]);
      return Promise.resolve();
    },
    close: () => {
      closed++;
      return Promise.resolve();
    },
  });
  await Promise.all([beginAndKeep(records, 'a', ' Ada\n'), beginAndKeep(records, 'b')]);
  begin(records, 'under way');
  await Promise.all([records.close(), records.close()]);
  t.like(kept, [
    [
      { id: 'a', outcome: 'done', confirmed: null, answers: { FULL_NAME: ' Ada\n' } },
      { id: 'b', outcome: 'done' },
    ],
    [{ id: 'under way', outcome: 'stopped' }],
  ]);
  t.is(closed, 1);
});

test('a sink that rejects says why in its own words, and fails exactly its batch', async (t) => {
  const sink = new HandSink();
  const errors: [string, string | null][] = [];
  const records = createRecords(sink, { onError: ({ message }, id) => errors.push([message, id]) });
  begin(records, 'a');
  const first = t.throwsAsync(kept(records, 'a'), {
    code: 'not_durable',
    message: 'Server could not keep the answers: the database is down.',
  } as object);
  await nextTurn();
  begin(records, 'b');
  const second = kept(records, 'b');
  await sink.end(new ServiceError('not_durable', 'the database is down'));
  await first;
  await sink.end();
  await t.notThrowsAsync(second);
  records.observe(failed('a'));
  const closed = records.close();
  await sink.end();
  await closed;
  t.deepEqual(sink.appended, ['a', 'b', 'a']);
  t.deepEqual(errors, [
    ['A record could not be kept: the database is down. The server tries again with the next records.', 'a'],
  ]);
});

test('a sink that throws, and one that cannot be closed, are told of and harm nobody', async (t) => {
  const codes: string[] = [];
  const records = createRecords(
    {
      append: () => {
        throw new Error('thrown');
      },
      close: () => Promise.reject(new Error('still open')),
    },
    { onError: ({ code }) => codes.push(code) },
  );
  await t.throwsAsync(beginAndKeep(records, 'a'), {
    message: 'Server could not keep the answers: it failed.',
  });
  records.observe(failed('a'));
  await t.notThrowsAsync(records.close());
  t.deepEqual(codes, ['not_durable', 'not_durable', 'internal_error']);
});
