import test, { type ExecutionContext } from 'ava';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { isJournal, isOneStream } from '../../../lib/programs/shared/shared-stream.js';

function opened(t: ExecutionContext, path: string): number {
  const fd = openSync(path, 'r');
  t.teardown(() => {
    closeSync(fd);
  });
  return fd;
}

test('one file is one stream, by whatever descriptor', (t) => {
  const [one, same, other] = ['/dev/null', '/dev/null', '/dev/zero'].map((path) => opened(t, path));
  t.true(isOneStream(one ?? -1, same ?? -1));
  t.false(isOneStream(one ?? -1, other ?? -1));
  t.false(isOneStream(1_000_000, 1_000_001), 'closed ones are none');
});

test('the journal is where JOURNAL_STREAM says, and nowhere else', (t) => {
  const fd = opened(t, '/dev/null');
  const { dev, ino } = fstatSync(fd);
  t.true(isJournal(fd, { JOURNAL_STREAM: `${dev}:${ino}` }));
  t.false(isJournal(fd, { JOURNAL_STREAM: `${dev}:${ino + 1}` }));
  t.false(isJournal(fd, { JOURNAL_STREAM: '' }));
  t.false(isJournal(fd, {}));
  t.false(isJournal(1_000_000, { JOURNAL_STREAM: 'null' }));
});
