import test from 'ava';
import { LineVerifier } from '../../../lib/records/reading/verify-lines.js';
import type { SessionRecord } from '../../../lib/records/record.js';
import { at, failure, lineOf, sample } from './samples.js';

function verified(...lines: (SessionRecord | string)[]): LineVerifier {
  const verifier = new LineVerifier();
  const text = lines.map((line) => (typeof line === 'string' ? `${line}\n` : lineOf(line))).join('');
  verifier.add(Buffer.from(text), 'a.ndjson', 1);
  return verifier;
}

const NOTHING = { torn: 0, foreign: 0, takenBack: 0, repeated: 0, outOfOrder: 0, blank: 0, places: [] };

test('what a server writes is sound, and a session that is at DONE has no end yet', (t) => {
  const [a, b] = [sample({ confirmed: null }), sample({ confirmed: null })];
  const { report, sessions, withoutEnd } = verified(
    a,
    { ...a, confirmed: true, endedAt: at(61) },
    b,
    failure(),
  );
  t.deepEqual(report, { ...NOTHING, lines: 4, records: 4 });
  t.is(sessions, 3);
  t.is(withoutEnd, 1);
  const failed = verified(b, { ...failure(), id: b.id });
  t.is(failed.withoutEnd, 0);
  t.is(failed.report.takenBack, 0, 'DONE could not be sent');
});

test('torn lines, foreign lines and records that take an earlier one back have their place', (t) => {
  const record = sample();
  const { report } = verified(
    record,
    '{"id":"torn',
    '',
    '{"id":"foreign"}',
    { ...record, confirmed: null },
    record,
  );
  t.like(report, { lines: 6, records: 3, torn: 1, foreign: 1, takenBack: 1, blank: 1, repeated: 0 });
  t.deepEqual(
    report.places.map(({ path, line, problem }) => `${path}:${line} ${problem}`),
    ['a.ndjson:2 torn', 'a.ndjson:4 foreign', 'a.ndjson:5 takenBack'],
  );
});

test('a record that is there twice is counted, and harmless', (t) => {
  const record = sample();
  t.like(verified(record, record).report, { repeated: 1, takenBack: 0 });
});

test('an order that a minute has passed over is told: the line for OK may come a second later', (t) => {
  const late = [sample({ endedAt: at(200) }), sample({ endedAt: at(141) }), sample({ endedAt: at(140) })];
  t.is(verified(...late).report.outOfOrder, 1);
});

test('only the first places are named', (t) => {
  const verifier = new LineVerifier();
  verifier.add(Buffer.from('x\n'.repeat(30)), 'a', 1);
  verifier.addTorn('a', 31);
  t.is(verifier.report.torn, 31);
  t.is(verifier.report.places.length, 10);
});

test('thousands of sessions', (t) => {
  const lines = Array.from({ length: 5000 }, () => sample({ confirmed: null }));
  const { sessions, withoutEnd, report } = verified(...lines);
  t.is(sessions, 5000);
  t.is(withoutEnd, 5000);
  t.is(report.takenBack, 0);
});
