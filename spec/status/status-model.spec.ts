import test from 'ava';
import { Subject } from 'rxjs';
import { foldStatus } from '../../lib/status/fold-status.js';
import type { StatusInput } from '../../lib/status/input.js';
import type { StatusModel } from '../../lib/status/status-model.js';
import { EVENTS, SECRETS } from '../programs/helpers/events.js';
import { endOf, eventsUpTo, newModel, peerOf, recordOf, START, wholeSession } from './played-sessions.js';

function folded(...inputs: readonly StatusInput[]): StatusModel {
  const model = newModel();
  for (const input of inputs) model.apply(input);
  return model;
}

function rowOf(model: StatusModel, name: string) {
  const row = model.snapshot().participants.find((participant) => participant.name === name);
  if (row === undefined) throw new Error(`no row of ${name}`);
  return row;
}

test('a server that has begun is ready, and says where it listens', (t) => {
  const { server, counts, participants, activities } = folded(EVENTS.listening, {
    type: 'certificate',
    at: 0,
    validTo: '2027-01-01T00:00:00.000Z',
  }).snapshot();
  t.deepEqual(server, {
    version: '1.2.3',
    startedAt: START,
    state: 'ready',
    addresses: ['tls://localhost:1234'],
    certificateEnd: Date.UTC(2027, 0, 1),
    stress: null,
    nBits: 8,
    nBitsRange: null,
    requests: 2,
    maxSessions: 100,
    workTimeout: 1800,
  });
  t.is(counts.sessions, 0);
  t.deepEqual(participants, []);
  t.deepEqual(
    activities.map(({ message }) => message),
    ['The server is ready.'],
  );
});

test('the states of a server', (t) => {
  const model = folded();
  t.is(model.summary().server.state, 'starting');
  model.apply(EVENTS.listening);
  model.apply(EVENTS.stress);
  t.is(model.summary().server.stress, 'sessions');
  model.apply(EVENTS.stressOver);
  t.is(model.summary().server.stress, null);
  model.apply(EVENTS.stopping);
  t.is(model.summary().server.state, 'draining');
  model.apply({ type: 'stopped', at: 0 });
  t.is(model.summary().server.state, 'stopped');
});

test('a row follows its session, state by state', (t) => {
  const model = newModel();
  const seen = eventsUpTo('s1', 'Max', 8).map((event) => {
    model.apply(event);
    const { state, step, answered, since } = rowOf(model, 'Max');
    return [state, step, answered, (since - START) / 1000];
  });
  t.deepEqual(seen, [
    ['greeting', 'HELLO', 0, 0],
    ['greeting', 'HELLO', 0, 0],
    ['working', 'WORK', 0, 2],
    ['working', 'WORK', 0, 2],
    ['answering', 'EMAIL1', 0, 4],
    ['answering', 'EMAIL1', 1, 4],
    ['answering', 'EMAIL2', 1, 4],
    ['answering', 'EMAIL2', 2, 4],
    ['finishing', 'DONE', 2, 8],
  ]);
  for (const event of endOf('s1', 'Max', 'DONE', 'confirmed', START + 9000)) model.apply(event);
  t.like(rowOf(model, 'Max'), {
    id: 'FP:Max',
    state: 'done',
    since: START + 9000,
    doneAt: START + 9000,
    confirmed: true,
    open: 0,
    tries: 1,
    answered: 2,
    requests: 2,
    lastOutcome: 'done',
    lastError: null,
    address: '192.0.2.7',
    firstSeen: START,
    lastSeen: START + 9000,
  });
});

test('who was sent DONE and left before OK is done, and the activity says so', (t) => {
  const model = folded(...wholeSession('s1', 'Max', 'left after DONE'));
  const row = rowOf(model, 'Max');
  t.like(row, { state: 'done', confirmed: false, lastOutcome: 'done' });
  t.is(row.lastError?.code, 'disconnected');
  const { counts, activities } = model.snapshot();
  t.like(counts, { confirmed: 0, failures: {} });
  t.is(counts.ended.done, 1);
  t.like(activities.at(-1), { level: 'good', message: 'done: answers kept; left before OK' });
});

test('a failed session: the row, the counts and the story say where, why, and what would help', (t) => {
  const model = folded(
    ...eventsUpTo('s1', 'Max', 2),
    ...endOf('s1', 'Max', 'WORK', 'timeout', START + 60_000),
  );
  const row = rowOf(model, 'Max');
  t.like(row, { state: 'failed', step: 'WORK', doneAt: null, lastOutcome: 'timeout' });
  t.is(row.lastError?.code, 'timed_out');
  t.truthy(row.lastError?.advice);
  const { counts } = model.snapshot();
  t.deepEqual(counts.failures, { timed_out: 1 });
  t.deepEqual(counts.failedSteps, { WORK: 1 });
  t.like(counts.participants, { known: 1, done: 0, failed: 1, working: 0 });
  const story = model.story('FP:Max');
  t.is(story?.sessions.length, 1);
  t.like(story?.sessions[0], {
    id: 's1',
    state: 'ended',
    step: 'WORK',
    outcome: 'timeout',
    endedAt: START + 60_000,
  });
  t.is(model.story('nobody'), null);
});

test('a session that is destroyed before DONE was torn down; after DONE it is done', (t) => {
  const model = folded(
    ...eventsUpTo('s1', 'Max', 5),
    ...endOf('s1', 'Max', '', 'torn down', START + 6000),
    ...wholeSession('s2', 'Ada', 'torn down'),
  );
  t.like(rowOf(model, 'Max'), { state: 'failed', lastOutcome: 'stopped', step: 'EMAIL1' });
  t.is(rowOf(model, 'Max').lastError?.code, 'torn_down');
  t.like(rowOf(model, 'Ada'), { state: 'done', lastOutcome: 'done', confirmed: false });
  t.deepEqual(model.summary().counts.open, {
    greeting: 0,
    working: 0,
    answering: 0,
    finishing: 0,
    closing: 0,
  });
});

test('who was done stays done, whatever he tries then', (t) => {
  const model = folded(...wholeSession('s1', 'Max'), ...eventsUpTo('s2', 'Max', 2, START + 20_000));
  t.like(rowOf(model, 'Max'), { state: 'working', doneAt: START + 9000, tries: 2, open: 1 });
  for (const event of endOf('s2', 'Max', 'WORK', 'left', START + 30_000)) model.apply(event);
  t.like(rowOf(model, 'Max'), { state: 'done', doneAt: START + 9000, tries: 2, lastOutcome: 'disconnected' });
  t.like(model.summary().counts.participants, { known: 1, done: 1, failed: 0 });
});

test('with two sessions at once, the row shows the newest that is open', (t) => {
  const model = folded(...eventsUpTo('s1', 'Max', 4), ...eventsUpTo('s2', 'Max', 2, START + 10_000));
  t.like(rowOf(model, 'Max'), { state: 'working', open: 2 });
  for (const event of eventsUpTo('s1', 'Max', 6).slice(5)) model.apply(event);
  t.like(rowOf(model, 'Max'), { state: 'working', answered: 0 });
  for (const event of endOf('s2', 'Max', 'WORK', 'left', START + 20_000)) model.apply(event);
  t.like(rowOf(model, 'Max'), {
    state: 'answering',
    step: 'EMAIL2',
    answered: 1,
    open: 1,
    lastOutcome: 'disconnected',
  });
});

test('a client without a certificate is known by its address', (t) => {
  const model = folded(EVENTS.nobody, { ...EVENTS.nobody, id: 'b', peer: { ...peerOf('x'), client: null } });
  t.deepEqual(
    model.snapshot().participants.map(({ id, name }) => [id, name]),
    [
      ['address unknown', null],
      ['address 192.0.2.7', null],
    ],
  );
});

test('refusals are counted; those with a certificate are activities, and in the story of its participant', (t) => {
  const max = peerOf('Max').client;
  const certificate =
    max === null
      ? null
      : { ...max, validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' };
  const refused = { ...EVENTS.refused, at: START, reason: 'too_many_tries', certificate } as const;
  const model = folded(...wholeSession('s1', 'Max'), refused, {
    ...EVENTS.refused,
    reason: 'not_tls',
    certificate: null,
  });
  t.deepEqual(model.summary().counts.refusals, { too_many_tries: 1, not_tls: 1 });
  t.is(model.snapshot().activities.filter(({ type }) => type === 'refused').length, 1);
  t.deepEqual(
    model.story('FP:Max')?.refusals.map(({ reason }) => reason),
    ['too_many_tries'],
  );
  t.deepEqual(
    model.sessions('refused', 0, 10).items.map((item) => (item.kind === 'refusal' ? item.reason : item)),
    ['not_tls', 'too_many_tries'],
  );
});

test('a flood of refusals leaves room for other activities', (t) => {
  const model = folded(...wholeSession('s1', 'Max'));
  for (let n = 0; n < 1000; n++)
    model.apply({ ...EVENTS.refused, at: START + n, reason: 'untrusted_certificate' });
  const { activities } = model.snapshot();
  t.true(activities.some(({ type }) => type === 'done'));
});

test('sessions: those under way first, then the newest end; in pages', (t) => {
  const model = folded(
    ...wholeSession('s1', 'Max'),
    ...wholeSession('s2', 'Ada', 'confirmed', START + 1000),
    ...eventsUpTo('s3', 'Eve', 2),
    { ...EVENTS.refused, at: START + 9500 },
  );
  const ids = (offset: number, limit: number) =>
    model.sessions(null, offset, limit).items.map((item) => (item.kind === 'session' ? item.id : item.kind));
  t.deepEqual(ids(0, 10), ['s3', 's2', 'refusal', 's1']);
  t.deepEqual(ids(1, 2), ['s2', 'refusal']);
  t.is(model.sessions(null, 0, 1).total, 4);
  t.like(model.sessions('open', 0, 10), { total: 1 });
  t.like(model.sessions('ended', 1, 1).items[0], { id: 's1' });
  t.deepEqual(
    model.participants(0, 2).items.map(({ name }) => name),
    ['Eve', 'Ada'],
  );
});

test('it starts from the records: who was done yesterday is done today', (t) => {
  const error = { code: 'timed_out', message: 'Too late.' } as const;
  const model = folded(
    {
      type: 'recorded',
      record: recordOf('r1', 'Max', { outcome: 'timeout', step: 'WORK', error, confirmed: false }),
    },
    {
      type: 'recorded',
      record: recordOf('r2', 'Max', { suppressed: 3, endedAt: '2026-01-01T11:00:00.000Z' }),
    },
    {
      type: 'recorded',
      record: recordOf('r3', 'Ada', { outcome: 'timeout', step: 'WORK', error, confirmed: false }),
    },
  );
  t.like(rowOf(model, 'Max'), {
    state: 'done',
    tries: 5,
    doneAt: Date.UTC(2026, 0, 1, 11),
    confirmed: true,
    firstSeen: Date.UTC(2026, 0, 1, 10),
  });
  t.like(rowOf(model, 'Ada'), { state: 'failed', lastOutcome: 'timeout', tries: 1 });
  t.is(model.story('FP:Max')?.sessions.length, 2);
  // What is counted is of this process.
  t.is(model.summary().counts.sessions, 0);
  t.is(model.summary().counts.participants.done, 1);
});

test('no secret is in a snapshot, in sessions or in a story', (t) => {
  const model = folded(
    ...Object.values(EVENTS),
    ...wholeSession('s1', 'Max'),
    ...eventsUpTo('s2', 'Ada', 6),
    { type: 'recorded', record: recordOf('r1', 'Eve', {}) },
  );
  const text = JSON.stringify([model.snapshot(), model.sessions(null, 0, 100), model.story('FP:Max')]);
  for (const secret of Object.values(SECRETS)) t.false(text.includes(secret), secret);
  t.true(text.includes('"nBits":8'));
});

test('a hostile name is one line of 40 characters', (t) => {
  const model = folded(...eventsUpTo('s1', `\u001b[31m"<b>\n${'x'.repeat(5000)}`, 0));
  const [row] = model.snapshot().participants;
  t.regex(row?.name ?? '', /^[ -~]{30,40}…$/);
});

test('the records of this run', (t) => {
  const status = {
    waiting: 1,
    committed: 2,
    lost: 0,
    lastError: null,
    failing: false,
    freeBytes: 5,
    short: false,
    spool: null,
  };
  t.deepEqual(folded({ type: 'records', at: 0, status }).summary().records, status);
});

test('foldStatus emits the model after each event, and each subscription has its own', (t) => {
  const events = new Subject<StatusInput>();
  const models: StatusModel[] = [];
  const status = events.pipe(foldStatus({ version: '1', startedAt: START }));
  status.subscribe((model) => models.push(model));
  events.next(EVENTS.connected);
  events.next(EVENTS.sentWork);
  t.is(models.length, 2);
  t.is(models[0], models[1]);
  t.is(models[0]?.summary().counts.open.working, 1);
  const other: StatusModel[] = [];
  status.subscribe((model) => other.push(model));
  events.next(EVENTS.sentWork);
  t.not(other[0], models[0]);
  t.is(other[0]?.summary().counts.sessions, 0);
});
