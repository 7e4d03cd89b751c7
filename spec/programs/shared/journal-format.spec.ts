import test from 'ava';
import { journalLine } from '../../../lib/programs/shared/journal-format.js';

const shows = test.macro<[entry: object, line: string]>({
  exec(t, entry, line) {
    t.is(journalLine(`${JSON.stringify(entry)}\n`), line);
  },
  title: (_, __, line) => `in the journal: ${JSON.stringify(line)}`,
});

const time = '2026-01-02T03:04:05.678Z';
test(shows, { level: 'DEBUG', time, msg: 'sent' }, '<7>sent\n');
test(shows, { level: 'INFO', time, id: 'a', msg: 'session began' }, '<6>session began {"id":"a"}\n');
test(shows, { level: 'WARNING', time, msg: 'a\nb', n: 1 }, '<4>a\nb {"n":1}\n');
test(shows, { level: 'ERROR', time, msg: 'x' }, '<3>x\n');
test(shows, { level: 'CRITICAL', time, msg: 'x' }, '<2>x\n');
