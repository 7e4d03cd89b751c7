import test from 'ava';
import { firstValueFrom, Observable, toArray } from 'rxjs';
import { GroupCommit, MAX_BATCH_CHARS, type Entry } from '../../lib/records/group-commit.js';

/** A journal whose appends end when the test says so. */
class SlowJournal {
  readonly appended: string[] = [];
  readonly #ends: ((error?: Error) => void)[] = [];

  append(lines: string): Promise<void> {
    this.appended.push(lines);
    return new Promise((resolve, reject) => {
      this.#ends.push((error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async end(error?: Error): Promise<void> {
    // The writer begins in a turn of its own.
    while (this.#ends.length === 0) await new Promise(setImmediate);
    this.#ends.shift()?.(error);
    await new Promise(setImmediate);
  }
}

function setUp() {
  const journal = new SlowJournal();
  const losses: { ids: string[]; cause: unknown }[] = [];
  const ended: string[] = [];
  const writer = new GroupCommit(journal, (lost, cause) =>
    losses.push({ ids: lost.map(({ id }) => id), cause }),
  );
  const add = (id: string, line = `${id}\n`) =>
    new Observable<never>((waiter) => {
      writer.add({ id, line, waiter } satisfies Entry);
    }).subscribe({
      complete: () => ended.push(`${id} kept`),
      error: (error: Error) => ended.push(`${id} ${error.message}`),
    });
  return { journal, losses, ended, writer, add };
}

test('what comes in during one turn and during a sync shares a write, in order', async (t) => {
  const { journal, ended, writer, add } = setUp();
  add('a');
  add('b');
  t.deepEqual(journal.appended, []);
  await new Promise(setImmediate);
  add('c');
  add('d');
  add('e');
  t.deepEqual(ended, []);
  await journal.end();
  t.deepEqual(ended, ['a kept', 'b kept']);
  await journal.end();
  await writer.flushed();
  t.deepEqual(journal.appended, ['a\nb\n', 'c\nd\ne\n']);
  t.deepEqual(ended, ['a kept', 'b kept', 'c kept', 'd kept', 'e kept']);
});

test('a thousand sessions that finish together cost one sync', async (t) => {
  const { journal, ended, writer, add } = setUp();
  for (let i = 0; i < 1000; i++) add(String(i));
  await journal.end();
  await writer.flushed();
  t.is(journal.appended.length, 1);
  t.is(ended.length, 1000);
});

test('a failed write fails those that it held, once, and the next goes on', async (t) => {
  const { journal, ended, losses, writer, add } = setUp();
  const cause = Object.assign(new Error('full'), { code: 'ENOSPC' });
  add('a');
  writer.add({ id: 'nobody waits', line: 'x\n', waiter: null });
  await new Promise(setImmediate);
  add('b');
  await journal.end(cause);
  await journal.end();
  await writer.flushed();
  t.deepEqual(losses, [{ ids: ['a', 'nobody waits'], cause }]);
  t.deepEqual(ended, ['a Server could not keep the answers: no space left on the disk.', 'b kept']);
});

test('a waiter that left hears nothing, and its record is written all the same', async (t) => {
  const { journal, ended, writer, add } = setUp();
  add('a').unsubscribe();
  add('b');
  await journal.end();
  await writer.flushed();
  t.deepEqual(journal.appended, ['a\nb\n']);
  t.deepEqual(ended, ['b kept']);
});

test('a batch stays below its limit, and one record that is longer goes alone', async (t) => {
  const { journal, ended, writer, add } = setUp();
  const half = `${'x'.repeat(MAX_BATCH_CHARS / 2 - 1)}\n`;
  add('a', half);
  add('b', half);
  add('c', half + half + half);
  add('d', half);
  for (let i = 0; i < 3; i++) await journal.end();
  await writer.flushed();
  t.deepEqual(
    journal.appended.map(({ length }) => length),
    [half.length * 2, half.length * 3, half.length],
  );
  t.deepEqual(ended, ['a kept', 'b kept', 'c kept', 'd kept']);
});

test('nothing pending is flushed at once, and what a waiter adds is waited for', async (t) => {
  const { journal, writer } = setUp();
  await writer.flushed();
  const first = firstValueFrom(
    new Observable<never>((waiter) => {
      writer.add({ id: 'a', line: 'a\n', waiter });
    }).pipe(toArray()),
  ).then(() => {
    writer.add({ id: 'b', line: 'b\n', waiter: null });
  });
  await journal.end();
  await first;
  const flushed = writer.flushed();
  await journal.end();
  await flushed;
  t.deepEqual(journal.appended, ['a\n', 'b\n']);
});
