import test from 'ava';
import { StatusModel } from '../../../../lib/status/status-model.js';
import { fromClients } from '../../../../scripts/class/views/from-clients.js';
import { boundsIn, fromMetrics } from '../../../../scripts/class/views/from-metrics.js';
import { fromPage } from '../../../../scripts/class/views/from-page.js';
import { fromRecordsTool } from '../../../../scripts/class/views/from-records-tool.js';
import { fromStatus } from '../../../../scripts/class/views/from-status.js';
import { fromScreen, fromTop } from '../../../../scripts/class/views/from-top.js';
import { logByHand } from '../../../../scripts/class/views/log-by-hand.js';

test('what the clients know', (t) => {
  const visit = {
    id: 'A',
    began: true,
    step: 'DONE',
    worked: true,
    done: true,
    confirmed: true,
    fail: null,
    refused: null,
    code: null,
  };
  const numbers = fromClients([
    { ...visit, done: false, confirmed: false, step: 'WORK', code: 'disconnected', worked: false },
    visit,
    { ...visit, id: 'B', confirmed: false, code: 'disconnected' },
    { ...visit, id: 'C', done: false, confirmed: false, step: 'HELLO', code: 'timed_out', worked: false },
    {
      ...visit,
      id: 'D',
      began: false,
      step: null,
      done: false,
      confirmed: false,
      worked: false,
      refused: 'reset',
    },
  ]);
  t.deepEqual(numbers, {
    sessions: 4,
    done: 2,
    confirmed: 1,
    outcomes: { disconnected: 1, done: 2, timeout: 1 },
    steps: { WORK: 1, HELLO: 1 },
    codes: { disconnected: 1, timed_out: 1 },
    refusals: { reset: 1 },
    refused: 1,
    worked: 2,
    participants: 3,
    participantsDone: 2,
    participantsFailed: 1,
    tries: { A: 2, B: 1, C: 1 },
    states: { A: 'done', B: 'done', C: 'failed' },
  });
});

test('the status, and its histogram in cumulative counts', (t) => {
  const model = new StatusModel({ version: '1', startedAt: 0 });
  const { counts, ...rest } = model.summary();
  const work = { ...counts.work, bounds: [1, 2], counts: [3, 4, 5], count: 12 };
  const status = {
    ...rest,
    counts: { ...counts, work, sessions: 12 },
    now: 0,
    run: 'r',
    readers: { open: 0, dropped: 0 },
  };
  const { sessions, worked, workUpTo, tries } = fromStatus(status, { total: 0, offset: 0, items: [] });
  t.deepEqual(
    { sessions, worked, workUpTo, tries },
    {
      sessions: 12,
      worked: 12,
      workUpTo: { 1: 3, 2: 7 },
      tries: {},
    },
  );
});

test("Prometheus' text", (t) => {
  const text = [
    '# HELP tlslp_sessions_total Sessions that began.',
    '# TYPE tlslp_sessions_total counter',
    'tlslp_sessions_total 7',
    'tlslp_sessions_ended_total{outcome="done"} 5',
    'tlslp_sessions_ended_total{outcome="failed"} 2',
    'tlslp_connections_refused_total{reason="reset"} 1',
    'tlslp_work_duration_seconds_bucket{le="0.5"} 3',
    'tlslp_work_duration_seconds_bucket{le="+Inf"} 6',
    'tlslp_work_duration_seconds_count 6',
  ].join('\n');
  const { sessions, done, outcomes, refusals, worked, workUpTo } = fromMetrics(text);
  t.deepEqual(
    { sessions, done, outcomes, refusals, worked, workUpTo },
    {
      sessions: 7,
      done: 5,
      outcomes: { done: 5, failed: 2 },
      refusals: { reset: 1 },
      worked: 6,
      workUpTo: { 0.5: 3 },
    },
  );
  t.deepEqual(boundsIn(text), [0.5]);
  t.true(Number.isNaN(fromMetrics('').sessions));
});

const PAGE = {
  done: '1\u202f200',
  known: 'of 2\u202f000',
  failed: '3',
  sessions: 'In the whole run: 2\u202f500 sessions began, 1 300 done, 4 failed. A point is 1 min.',
  work: '1 proof of work, 9.5 s on average.',
  refusals: [{ reason: 'reset', count: '2' }],
  rows: [{ id: 'A', state: 'Done', tries: '2' }],
};

test('the page, as it is read on the screen', (t) => {
  t.deepEqual(fromPage({ ...PAGE, sessions: PAGE.sessions.replace('1 300', '1\u202f300') }), {
    sessions: 2500,
    done: 1300,
    refused: 2,
    refusals: { reset: 2 },
    worked: 1,
    participants: 2000,
    participantsDone: 1200,
    participantsFailed: 3,
    tries: { A: 2 },
    states: { A: 'done' },
  });
  t.is(fromPage({ ...PAGE, work: 'No proof of work has been accepted yet.', known: '' }).worked, 0);
  t.throws(() => fromPage({ ...PAGE, done: '–' }), { message: 'The page has no number in "–".' });
});

const TOP = `server        tlslp-server 0.1.0, ready, up 5m
participants  3: 0 in WORK, 0 answering, 2 done, 1 failed
sessions      4, open 0, failed: timed_out 1, disconnected 2
refused       3: no_certificate 2, reset 1

STATE   NAME         STEP   FOR  ANSWERS  TRIES  LAST ERROR
failed  王小明         WORK   10s  0/20     2      timed_out: WORK timed out:  no answer
done    Max M. Meier  DONE   1m   20/20    1
`;

test('tlslp-top --once', (t) => {
  const ids = new Map([
    ['王小明', 'A'],
    ['Max M. Meier', 'B'],
  ]);
  t.deepEqual(
    fromTop(TOP, (name) => ids.get(name)),
    {
      sessions: 4,
      codes: { timed_out: 1, disconnected: 2 },
      refused: 3,
      refusals: { no_certificate: 2, reset: 1 },
      participants: 3,
      participantsDone: 2,
      participantsFailed: 1,
      tries: { A: 2, B: 1 },
      states: { A: 'failed', B: 'done' },
    },
  );
  t.throws(() => fromTop('', () => undefined), { message: /has no line "participants"/ });
});

test('tlslp-top --once, where nothing has failed', (t) => {
  const text = 'participants  0: 0 in WORK, 0 done, 0 failed\nsessions      0, open 0\nrefused       0\n';
  const { codes, refusals, tries } = fromTop(text, () => undefined);
  t.deepEqual({ codes, refusals, tries }, { codes: {}, refusals: {}, tries: {} });
});

test('tlslp-top on a terminal', (t) => {
  const screen = [
    'tlslp-server 0.1.0  ready',
    '',
    '0               2               26 of 39        13              1',
    'in WORK         answering       done            failed          refused',
  ].join('\n');
  t.deepEqual(fromScreen(screen), {
    participantsDone: 26,
    participants: 39,
    participantsFailed: 13,
    refused: 1,
  });
  t.throws(() => fromScreen(''), { message: /shows no counts/ });
});

test('tlslp-records list and stats', (t) => {
  const stats = {
    participants: { all: 3, done: 2 },
    sessions: 4,
    suppressed: 1,
    outcomes: { done: 2, failed: 2 },
    confirmed: { yes: 1, no: 1, unknown: 0 },
    work: [{ count: 2 }, { count: 1 }],
    failures: [
      { step: 'WORK', code: 'invalid_suffix', sessions: 1 },
      { step: 'WORK', code: null, sessions: 1 },
    ],
  };
  const listed = [
    { identity: 'A', state: 'done', tries: 3 },
    { identity: 'B', state: 'timeout', tries: 1 },
  ];
  t.deepEqual(fromRecordsTool(listed, stats), {
    sessions: 5,
    done: 2,
    confirmed: 1,
    outcomes: { done: 2, failed: 2 },
    steps: { WORK: 2 },
    codes: { invalid_suffix: 1, none: 1 },
    worked: 3,
    participants: 3,
    participantsDone: 2,
    participantsFailed: 1,
    tries: { A: 3, B: 1 },
    states: { A: 'done', B: 'failed' },
  });
});

test('the refused connections of the log', (t) => {
  const log = [
    { msg: 'connection refused', reason: 'reset' },
    { msg: 'session ended', reason: 'done' },
    { msg: 'connection refused', reason: 'reset' },
  ];
  const text = log.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  t.deepEqual(logByHand(text), { refusals: { reset: 2 }, refused: 2 });
});
