import test from 'ava';
import { ServiceError } from '../../lib/protocol/errors.js';
import { peerLeft } from '../../lib/protocol/failures.js';
import { notDurable, RecordsError, recordsLost, unusableRecords } from '../../lib/records/records-errors.js';

const PATH = '/var/lib/records.ndjson';

function errno(code: string): Error {
  return Object.assign(new Error(`${code}: something about ${PATH}`), { code });
}

const testWords = test.macro({
  exec(t, cause: unknown, words: string) {
    const toClient = notDurable(cause);
    t.is(toClient.code, 'not_durable');
    t.is(toClient.message, `Server could not keep the answers: ${words}.`);
    t.is(toClient.cause, cause);
    const toOperator = recordsLost(PATH, 1, cause);
    t.true(toOperator.message.startsWith(`A record could not be kept in ${PATH}: ${words}. `));
    t.is(toOperator.cause, cause);
    const atStart = unusableRecords(PATH, cause);
    t.is(atStart.code, 'unusable_file');
    t.is(atStart.cause, cause);
    t.true(atStart.message.startsWith(`Records cannot be kept in ${PATH}: ${words}. Correct that, `));
  },
  title: (title, _cause, words: string) => title ?? `in words: ${words}`,
});

test(testWords, errno('ENOSPC'), 'no space left on the disk');
test(testWords, errno('EDQUOT'), 'the disk quota is used up');
test(testWords, errno('EFBIG'), 'the records file may not grow any further');
test(testWords, errno('EROFS'), 'the file system is read-only');
test(testWords, errno('EIO'), 'the disk failed');
test(testWords, errno('EACCES'), 'permission denied');
test(testWords, errno('EEXIST'), 'a part of its path is not a directory');
test(testWords, errno('EINVAL'), 'it cannot be synced to a disk');
test(testWords, errno('EWEIRD'), 'it failed with EWEIRD');
test(testWords, new ServiceError('not_durable', 'the database is down.'), 'the database is down');
test(
  testWords,
  new ServiceError('not_durable', 'version 1.2 of the database is down.'),
  'version 1.2 of the database is down',
);
test(
  'in words: an error of ours that is about something else',
  testWords,
  peerLeft(),
  'it failed with disconnected',
);
test(testWords, new RecordsError('GONE'), 'the records file is gone');
test(testWords, new RecordsError('REPLACED'), 'the records file was replaced');
test(testWords, new RecordsError('NOT_A_FILE'), 'it is not a regular file');
test(testWords, new RecordsError('SHORT_WRITE'), 'the disk accepts only part of the records');
test(testWords, new RecordsError('CLOSED'), 'the records are closed');
test(testWords, new RecordsError('UNKNOWN_SESSION'), 'the session is unknown');
test('in words: an error without a code', testWords, new Error(`about ${PATH}`), 'it failed');
test('in words: something that is no error', testWords, { code: 'EIO' }, 'it failed');
test('in words: a code that is no text', testWords, Object.assign(new Error('x'), { code: 7 }), 'it failed');

test('the operator reads how many, where, why and what to do', (t) => {
  t.is(
    recordsLost(PATH, 12, errno('ENOSPC')).message,
    '12 records could not be kept in /var/lib/records.ndjson: no space left on the disk. Free some disk space.',
  );
  t.is(
    recordsLost(PATH, 1, errno('EIO')).message,
    'A record could not be kept in /var/lib/records.ndjson: the disk failed. The server tries again with the next records.',
  );
});

const testRemedy = test.macro({
  exec(t, cause: unknown, remedy: string) {
    t.true(recordsLost(PATH, 1, cause).message.endsWith(`. ${remedy}.`));
  },
  title: (_, cause) => `what to do: ${(cause as RecordsError).code}`,
});
test(testRemedy, errno('ENOSPC'), 'Free some disk space');
test(testRemedy, errno('EDQUOT'), 'Free some disk space');
test(testRemedy, new RecordsError('GONE'), 'Put it back, or put an empty file of mode 600 there');
test(testRemedy, new RecordsError('REPLACED'), 'The server writes the next records to the new file');
test(testRemedy, new RecordsError('CLOSED'), 'It was closed before the session ended');

test('records that are in no file are nowhere in particular', (t) => {
  t.is(
    recordsLost(null, 2, new ServiceError('not_durable', 'the database is down')).message,
    '2 records could not be kept: the database is down. The server tries again with the next records.',
  );
});

test('a path that a terminal would obey is escaped', (t) => {
  t.true(
    recordsLost('/tmp/a\u001b[2J\nb', 1, errno('EIO')).message.includes(String.raw`/tmp/a\u001b[2J\nb:`),
  );
});
