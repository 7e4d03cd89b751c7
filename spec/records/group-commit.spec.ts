import test from 'ava';
import { firstValueFrom, Observable, toArray, VirtualTimeScheduler } from 'rxjs';
import { alreadyDone } from '../../lib/protocol/access-failures.js';
import { BatchError } from '../../lib/records/batch-error.js';
import { DEFERRED_MS, GroupCommit, MAX_BATCH_RECORDS, WINDOW_MS } from '../../lib/records/group-commit.js';
import { COMMITTED, RecordBuilder } from '../../lib/records/record-builder.js';
import type { SessionRecord } from '../../lib/records/record.js';
import { connected } from './helpers.js';
import { HandSink, nextTurn } from './sinks/sink.js';

function record(id: string): SessionRecord {
  return new RecordBuilder(connected(id)).record(COMMITTED);
}

function setUp() {
  const sink = new HandSink();
  const time = new VirtualTimeScheduler();
  const losses: { ids: string[]; cause: unknown }[] = [];
  const ended: string[] = [];
  const commits = new GroupCommit(sink, {
    onLoss: (lost, cause) => losses.push({ ids: lost.map((entry) => entry.record.id), cause }),
    scheduler: time,
  });
  const add = (id: string) =>
    new Observable<never>((waiter) => {
      commits.add({ record: record(id), waiter });
    }).subscribe({
      complete: () => ended.push(`${id} kept`),
      error: (error: Error) => ended.push(`${id} ${error.message}`),
    });
  /** Adds a record that nobody waits for, and that may wait. */
  const defer = (id: string) => {
    commits.add({ record: record(id), waiter: null, isDeferrable: true });
  };
  /** Time goes on until then. */
  const passTo = async (milliseconds: number) => {
    time.maxFrames = milliseconds;
    time.flush();
    time.frame = milliseconds;
    await nextTurn();
  };
  return { sink, losses, ended, commits, add, defer, passTo };
}

test('what comes in during one turn shares an append, and so does what comes in during a sync, in order', async (t) => {
  const { sink, ended, commits, add } = setUp();
  add('a');
  t.deepEqual(sink.appended, []);
  await nextTurn();
  for (const id of ['b', 'c', 'd']) add(id);
  t.deepEqual(ended, []);
  await sink.end();
  t.deepEqual(ended, ['a kept']);
  await sink.end();
  t.deepEqual(sink.appended, ['a', 'b c d']);
  t.deepEqual(ended, ['a kept', 'b kept', 'c kept', 'd kept']);
  await commits.close();
});

test('whoever is alone never waits for a window', async (t) => {
  const { sink, ended, add } = setUp();
  for (const id of ['a', 'b', 'c']) {
    add(id);
    await sink.end();
    t.is(ended.at(-1), `${id} kept`);
  }
  add('d');
  await nextTurn();
  add('e');
  await sink.end();
  await sink.end();
  t.deepEqual(sink.appended, ['a', 'b', 'c', 'd', 'e']);
});

test('behind a batch of several, the next begins a window after it began', async (t) => {
  const { sink, ended, add, passTo } = setUp();
  add('a');
  add('b');
  await sink.end();
  t.deepEqual(ended, ['a kept', 'b kept'], 'nobody waits for the window behind them');
  add('c');
  await passTo(WINDOW_MS - 1);
  add('d');
  t.deepEqual(sink.appended, ['a b']);
  await passTo(WINDOW_MS);
  t.deepEqual(sink.appended, ['a b', 'c d']);
  await sink.end();
  await passTo(2 * WINDOW_MS);
  // The window is over: alone again.
  add('e');
  await sink.end();
  t.deepEqual(sink.appended, ['a b', 'c d', 'e']);
});

test('a sync that takes longer than the window is waited for by nobody twice', async (t) => {
  const { sink, add, passTo } = setUp();
  add('a');
  add('b');
  await nextTurn();
  add('c');
  await passTo(WINDOW_MS);
  t.deepEqual(sink.appended, ['a b'], 'one append at a time');
  await sink.end();
  t.deepEqual(sink.appended, ['a b', 'c']);
});

test('the close ends a window, and opens none', async (t) => {
  const { sink, ended, commits, add } = setUp();
  add('a');
  add('b');
  await sink.end();
  add('c');
  add('d');
  const closed = commits.close();
  await nextTurn();
  add('e');
  t.is(sink.closed, 0);
  await sink.end();
  await sink.end();
  await closed;
  t.deepEqual(sink.appended, ['a b', 'c d', 'e']);
  t.is(ended.length, 5);
  t.is(sink.closed, 1);
});

test('what comes after the close fails, and the sink hears nothing of it', async (t) => {
  const { sink, ended, losses, commits, add } = setUp();
  await commits.close();
  add('a');
  await nextTurn();
  t.deepEqual(ended, ['a Server could not keep the answers: the records are closed.']);
  t.like(losses, [{ ids: ['a'], cause: { code: 'CLOSED' } }]);
  t.deepEqual(sink.appended, []);
});

test('a batch has its limit, and those who come first go first', async (t) => {
  const { sink, ended, commits, add } = setUp();
  for (let i = 0; i <= MAX_BATCH_RECORDS; i++) add(String(i));
  const closed = commits.close();
  await sink.end();
  t.is(ended.length, MAX_BATCH_RECORDS);
  await sink.end();
  await closed;
  t.deepEqual(
    sink.appended.map((ids) => ids.split(' ').length),
    [MAX_BATCH_RECORDS, 1],
  );
  t.is(sink.appended[1], String(MAX_BATCH_RECORDS));
});

test('a failed append fails those that it held, once, and the next goes on', async (t) => {
  const { sink, ended, losses, commits, add } = setUp();
  const cause = Object.assign(new Error('full'), { code: 'ENOSPC' });
  add('a');
  commits.add({ record: record('nobody waits'), waiter: null });
  await nextTurn();
  add('b');
  const closed = commits.close();
  await sink.end(cause);
  await sink.end();
  await closed;
  t.deepEqual(losses, [{ ids: ['a', 'nobody waits'], cause }]);
  t.deepEqual(ended, ['a Server could not keep the answers: no space left on the disk.', 'b kept']);
});

test('a sink that kept a part of a batch fails the rest only, each for its own cause, and a refusal is no loss', async (t) => {
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  const causes: Readonly<Record<string, unknown>> = {
    b: full,
    c: alreadyDone(),
    d: full,
    e: new Error('odd'),
  };
  const losses: [string[], unknown][] = [];
  const ended: string[] = [];
  const commits = new GroupCommit(
    {
      append: (batch) =>
        Promise.reject(
          new BatchError(
            new Map(batch.filter(({ id }) => id in causes).map((failed) => [failed, causes[failed.id]])),
          ),
        ),
      close: () => Promise.resolve(),
    },
    { onLoss: (lost, cause) => losses.push([lost.map((entry) => entry.record.id), cause]) },
  );
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    new Observable<never>((waiter) => {
      commits.add({ record: record(id), waiter });
    }).subscribe({
      complete: () => ended.push(`${id} kept`),
      error: (error: { code: string }) => ended.push(`${id} ${error.code}`),
    });
  }
  await commits.close();
  t.deepEqual(ended.sort(), ['a kept', 'b not_durable', 'c already_done', 'd not_durable', 'e not_durable']);
  t.deepEqual(losses, [
    [['b', 'd'], full],
    [['e'], causes['e']],
  ]);
  t.deepEqual(commits.counts, { waiting: 0, committed: 1, lost: 3 });
});

test('a waiter that left hears nothing, and its record is kept all the same', async (t) => {
  const { sink, ended, add } = setUp();
  add('a').unsubscribe();
  add('b');
  await sink.end();
  t.deepEqual(sink.appended, ['a b']);
  t.deepEqual(ended, ['b kept']);
});

test('the close waits for what a waiter adds', async (t) => {
  const { sink, commits } = setUp();
  const first = firstValueFrom(
    new Observable<never>((waiter) => {
      commits.add({ record: record('a'), waiter });
    }).pipe(toArray()),
  ).then(() => {
    commits.add({ record: record('b'), waiter: null });
  });
  const closed = commits.close();
  await sink.end();
  await first;
  await sink.end();
  await closed;
  t.deepEqual(sink.appended, ['a', 'b']);
});

test('a deferrable record goes with the next batch, in the order of adding, and nobody waits for a window because of it', async (t) => {
  const { sink, ended, add, defer, passTo } = setUp();
  add('a');
  await sink.end();
  defer('a');
  await passTo(WINDOW_MS);
  t.deepEqual(sink.appended, ['a']);
  add('b');
  await nextTurn();
  defer('late');
  await sink.end();
  t.deepEqual(sink.appended, ['a', 'a b']);
  add('c');
  await sink.end();
  t.deepEqual(sink.appended, ['a', 'a b', 'late c']);
  t.deepEqual(ended, ['a kept', 'b kept', 'c kept']);
});

test('a deferrable record behind others in one turn goes with them', async (t) => {
  const { sink, add, defer } = setUp();
  add('a');
  defer('b');
  await sink.end();
  t.deepEqual(sink.appended, ['a b']);
});

test('deferrable records that nothing else comes after share one batch, a second after the first of them', async (t) => {
  const { sink, defer, passTo } = setUp();
  defer('a');
  await passTo(DEFERRED_MS - 1);
  defer('b');
  t.deepEqual(sink.appended, []);
  await passTo(DEFERRED_MS);
  await sink.end();
  t.deepEqual(sink.appended, ['a b']);
  defer('c');
  await passTo(2 * DEFERRED_MS - 1);
  t.deepEqual(sink.appended, ['a b']);
  await passTo(2 * DEFERRED_MS);
  await sink.end();
  t.deepEqual(sink.appended, ['a b', 'c']);
});

test('a batch that took the deferred records ends their wait: the next one waits its whole second', async (t) => {
  const { sink, add, defer, passTo } = setUp();
  defer('a');
  await passTo(900);
  add('b');
  await sink.end();
  defer('c');
  await passTo(DEFERRED_MS);
  t.deepEqual(sink.appended, ['a b']);
  await passTo(900 + DEFERRED_MS);
  await sink.end();
  t.deepEqual(sink.appended, ['a b', 'c']);
});

test('a wait that ends during a sync is followed by a batch of its own', async (t) => {
  const { sink, add, defer, passTo } = setUp();
  add('a');
  await nextTurn();
  defer('b');
  await passTo(DEFERRED_MS);
  t.deepEqual(sink.appended, ['a']);
  await sink.end();
  t.deepEqual(sink.appended, ['a', 'b']);
  await sink.end();
});

test('a thousand deferred records wait no longer: their memory is bounded', async (t) => {
  const { sink, defer } = setUp();
  for (let n = 1; n < MAX_BATCH_RECORDS; n++) defer(String(n));
  await nextTurn();
  t.deepEqual(sink.appended, []);
  defer('last');
  await sink.end();
  t.is(sink.appended[0]?.split(' ').length, MAX_BATCH_RECORDS);
});

test('the close takes deferred records along, and those that come while it runs', async (t) => {
  const { sink, losses, commits, defer } = setUp();
  defer('a');
  const closed = commits.close();
  await nextTurn();
  defer('b');
  await sink.end();
  await sink.end();
  await closed;
  t.deepEqual(sink.appended, ['a', 'b']);
  defer('too late');
  await nextTurn();
  t.like(losses, [{ ids: ['too late'], cause: { code: 'CLOSED' } }]);
});
