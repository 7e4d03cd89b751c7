import test from 'ava';
import { sparsely } from '../../lib/page/announcer.js';
import { healthOf } from '../../lib/page/health.js';
import { refusalsOf } from '../../lib/page/refusals.js';
import { ServerClock } from '../../lib/page/server-clock.js';
import { sayTotals, titleOf, totalsOf } from '../../lib/page/totals.js';
import { REFUSALS } from '../../lib/protocol/reasons.js';
import type { StatusMessage } from '../../lib/status/messages.js';
import type { RecordsStatus, ServerStatus } from '../../lib/status/snapshot.js';
import { StatusModel } from '../../lib/status/status-model.js';
import { classEvents, classInputs } from '../support/simulated-class.js';

const FROM = 1_700_000_000_000;
const DAY = 86_400_000;

function message(): StatusMessage {
  const model = new StatusModel({ version: '1.2.3', startedAt: FROM });
  for (const input of classInputs(FROM)) model.apply(input);
  for (const event of classEvents({ size: 20, from: FROM, seconds: 60 })) model.apply(event);
  return { ...model.summary(), now: FROM, run: 'r', readers: { open: 2, dropped: 1 } };
}

const BASE = message();
const withServer = (server: Partial<ServerStatus>): StatusMessage => ({
  ...BASE,
  server: { ...BASE.server, ...server },
});
const RECORDS: RecordsStatus = {
  waiting: 0,
  committed: 5,
  lost: 0,
  failing: false,
  lastError: null,
  freeBytes: 2e9,
  short: false,
  spool: null,
};
const withRecords = (records: Partial<RecordsStatus> | null): StatusMessage => ({
  ...BASE,
  records: records === null ? null : { ...RECORDS, ...records },
});

const fact = (status: StatusMessage, label: string): string => {
  const found = healthOf(status, FROM + 3_600_000).find((one) => one.label === label);
  return found === undefined ? 'none' : `${found.level}: ${found.value}, ${found.detail}`;
};

test('a healthy server', (t) => {
  t.deepEqual(
    healthOf(BASE, FROM + 3_600_000).map(({ label, value, detail, level }) => [label, value, detail, level]),
    [
      ['Server', 'Ready', 'no stress', 'good'],
      ['Open sessions', '0', 'of 1\u202f000 at most', 'plain'],
      ['Records', '0 waiting', '0 lost, 53 GB free', 'plain'],
      ['Certificate', '84 days', 'until it ends', 'plain'],
      ['Difficulty', '20 bits', '10 min for WORK', 'plain'],
      ['Up for', '1 h 00 min', 'version 1.2.3', 'plain'],
      ['Readers', '2', '1 dropped', 'plain'],
    ],
  );
});

const says = test.macro<[status: StatusMessage, label: string, expected: string]>({
  exec(t, status, label, expected) {
    t.is(fact(status, label), expected);
  },
  title: (_, _status, label, expected) => `${label} is ${expected}`,
});

test(says, withServer({ state: 'draining' }), 'Server', 'warning: Draining, no stress');
test(says, withServer({ state: 'stopped' }), 'Server', 'bad: Stopped, no stress');
test(says, withServer({ stress: 'lag' }), 'Server', 'warning: Ready, under stress: event loop lags');
test(
  says,
  withServer({ stress: 'sessions' }),
  'Server',
  'warning: Ready, under stress: nearly all sessions taken',
);
test(says, withServer({ certificateEnd: null }), 'Certificate', 'plain: –, end not known');
test(says, withServer({ certificateEnd: FROM }), 'Certificate', 'bad: Expired, clients refuse it');
test(says, withServer({ certificateEnd: FROM + DAY / 2 }), 'Certificate', 'bad: 0 days, until it ends');
test(says, withServer({ certificateEnd: FROM + 1.5 * DAY }), 'Certificate', 'bad: 1 day, until it ends');
test(says, withServer({ certificateEnd: FROM + 29 * DAY }), 'Certificate', 'warning: 28 days, until it ends');
test(says, withRecords(null), 'Records', 'warning: Off, answers are not kept');
test(
  says,
  withRecords({ short: true, waiting: 3 }),
  'Records',
  'bad: 3 waiting, too little space, 2 GB free',
);
test(says, withRecords({ lost: 2 }), 'Records', 'bad: 2 lost, 0 waiting, 2 GB free');
test(
  says,
  withRecords({ waiting: 2, failing: true, lastError: { at: 1, message: 'EIO' } }),
  'Records',
  'bad: 2 waiting, cannot be written, 2 GB free',
);
test(
  says,
  withRecords({ lastError: { at: 1, message: 'EIO' }, freeBytes: null }),
  'Records',
  'plain: 0 waiting, 0 lost',
);
test(
  says,
  withRecords({ spool: { waiting: 12, since: 5, shipped: 0, refused: 0 } }),
  'Records',
  'warning: 12 in the spool, no database, 2 GB free',
);
test(
  says,
  withRecords({ spool: { waiting: 0, since: null, shipped: 5, refused: 1 } }),
  'Records',
  'bad: 0 waiting, the database refuses 1',
);

test('a full house', (t) => {
  const open = { ...BASE.counts.open, working: 950, answering: 20 };
  const nearly = { ...BASE, counts: { ...BASE.counts, open } };
  t.is(fact(nearly, 'Open sessions'), 'warning: 970, of 1\u202f000 at most');
  const full = { ...nearly, counts: { ...nearly.counts, open: { ...open, working: 980 } } };
  t.is(fact(full, 'Open sessions'), 'bad: 1\u202f000, of 1\u202f000 at most');
});

test('the totals count whom the server has forgotten', (t) => {
  const participants = {
    known: 8,
    done: 5,
    failed: 1,
    working: 2,
    answering: 1,
    forgotten: 3,
    forgottenDone: 2,
  };
  const totals = totalsOf({ ...BASE, counts: { ...BASE.counts, participants } });
  t.deepEqual(totals, { working: 2, answering: 1, done: 7, failed: 1, known: 11 });
  t.is(sayTotals(totals), '7 of 11 participants done, 1 failed, 2 in WORK, 1 answering.');
  t.is(sayTotals({ ...totals, known: 0 }), 'Nobody has come yet.');
  t.is(titleOf(totals, true), '7 of 11 done, tlslp-server');
  t.is(titleOf({ ...totals, known: 0 }, false), 'Not connected, tlslp-server');
});

test('refusals are sorted by their number, and each has a sentence', (t) => {
  t.deepEqual(refusalsOf({ plain_http: 1, no_certificate: 4, busy: 0 }), [
    { reason: 'no_certificate', sentence: 'The client sent no certificate.', count: 4, share: 1 },
    {
      reason: 'plain_http',
      sentence: 'The client sent a plain HTTP request to the TLS port.',
      count: 1,
      share: 0.25,
    },
  ]);
  t.deepEqual(refusalsOf({}), []);
  const all = refusalsOf(Object.fromEntries(REFUSALS.map((reason) => [reason, 1])));
  t.true(all.every(({ sentence }) => /^[A-Z].*\.$/.test(sentence)));
  const newer = { later: 2 } as Parameters<typeof refusalsOf>[0];
  t.is(refusalsOf(newer)[0]?.sentence, '');
});

test('the clock is that of the server, and stands still when nobody knows better', (t) => {
  let local = 1000;
  const clock = new ServerClock(() => local);
  clock.set(5000);
  local = 1500;
  t.is(clock.now(), 5500);
  t.false(clock.isStopped);
  clock.stop(1400);
  local = 9000;
  t.is(clock.now(), 5400);
  t.true(clock.isStopped);
  clock.set(20_000);
  local = 9001;
  t.is(clock.now(), 20_001);
});

test('the totals are said when they change, at most twice a minute', (t) => {
  const said: string[] = [];
  const say = sparsely((sentence) => said.push(sentence));
  say('a', 0);
  say('b', 29_999);
  say('b', 30_000);
  say('b', 90_000);
  t.deepEqual(said, ['a', 'b']);
});
