import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import test from 'ava';
import { parse } from 'csv-parse/sync';
import { readinessOf } from '../../../lib/observe/web/readiness.js';
import type { StatusSummary } from '../../../lib/status/snapshot.js';
import { eventsUpTo, recordOf, wholeSession } from '../../status/played-sessions.js';
import { EventStream } from '../../support/event-stream.js';
import { ROOT } from '../../support/programs.js';
import { rawGet, readyModel, startStatus, type TestedStatus } from '../../support/status-http.js';

const SCHEMA = JSON.parse(readFileSync(join(ROOT, 'schema', 'status.schema.json'), 'utf8')) as {
  readonly definitions: Readonly<Record<string, object>>;
};

/** Fails the test if a value is not what the schema says. */
function valid(t: { true: (value: boolean, message?: string) => void }, name: string, value: unknown): void {
  const validate = new Ajv({ strict: false })
    .addSchema(SCHEMA, 'status')
    .getSchema(`status#/definitions/${name}`);
  if (validate === undefined) throw new Error(`no definition ${name}`);
  t.true(validate(value) === true, `${name}: ${JSON.stringify(validate.errors)}`);
}

async function json({ url }: TestedStatus, path: string): Promise<unknown> {
  return (await fetch(new URL(path, url))).json();
}

/** A little of everything: an open session, one that is done, one that failed, one of the records, two refusals. */
function play({ model }: TestedStatus): void {
  model.apply({ type: 'recorded', record: recordOf('r1', 'old', {}) });
  for (const event of wholeSession('s1', 'ada')) model.apply(event);
  for (const event of wholeSession('s2', '=bob')) model.apply(event);
  for (const event of eventsUpTo('s3', 'eve', 4)) model.apply(event);
  for (const event of wholeSession('s4', 'max', 'left after DONE')) model.apply(event);
  for (const event of [...eventsUpTo('s5', 'ida', 2), ...wholeSession('s5', 'ida', 'timeout').slice(-2)]) {
    model.apply(event);
  }
  const certificate = {
    subject: { CN: 'ada' },
    issuer: { CN: 'CA' },
    serialNumber: '0ada',
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2027-01-01T00:00:00.000Z',
  };
  const refused = { type: 'refused', at: 5, message: 'No.', count: 1 } as const;
  model.apply({
    ...refused,
    remote: { address: '192.0.2.7', port: 1 },
    reason: 'not_tls',
    certificate: null,
  });
  model.apply({ ...refused, remote: null, reason: 'already_done', certificate });
  model.apply({
    type: 'records',
    at: 6,
    status: {
      waiting: 1,
      committed: 2,
      lost: 3,
      lastError: { at: 4, message: 'No space.' },
      failing: false,
      freeBytes: 5,
      short: false,
      spool: null,
    },
  });
  model.apply({ type: 'certificate', at: 7, validTo: '2027-01-01T00:00:00.000Z' });
}

test('every answer is what the published schema says, field by field', async (t) => {
  const tested = await startStatus(t);
  valid(t, 'status', await json(tested, '/api/status'));
  play(tested);
  valid(t, 'status', await json(tested, '/api/status'));
  valid(t, 'participantsPage', await json(tested, '/api/participants'));
  valid(t, 'sessionsPage', await json(tested, '/api/sessions'));
  for (const state of ['open', 'ended', 'refused']) {
    const page = (await json(tested, `/api/sessions?state=${state}`)) as { total: number };
    valid(t, 'sessionsPage', page);
    t.true(page.total > 0, state);
  }
  valid(t, 'story', await json(tested, '/api/participants/FP%3Aada'));
  valid(t, 'readiness', await json(tested, '/readyz'));
  valid(t, 'error', await json(tested, '/nothing'));
  const stream = await EventStream.open(tested.url);
  await stream.until('status', 1);
  stream.close();
  for (const { event, data } of stream.events) {
    valid(t, event === 'status' ? 'status' : `${event}Event`, data);
  }
  t.deepEqual(tested.faults, []);
});

test('the schema refuses a field that it does not know, and an answer without one', (t) => {
  const results: boolean[] = [];
  const collect = { true: (value: boolean) => results.push(value) };
  valid(collect, 'readiness', { ready: true, degraded: false, reasons: [] });
  valid(collect, 'readiness', { ready: true, degraded: false, reasons: [], more: 1 });
  valid(collect, 'readiness', { ready: true });
  t.deepEqual(results, [true, false, false]);
});

test('lists come in pages', async (t) => {
  const tested = await startStatus(t);
  play(tested);
  t.like(await json(tested, '/api/participants?offset=1&limit=2'), {
    total: 6,
    offset: 1,
    items: { length: 2 },
  });
  t.like(await json(tested, '/api/participants?offset=100'), { total: 6, offset: 100, items: [] });
  t.is((await fetch(new URL('/api/participants?limit=5000', tested.url))).status, 400);
  t.is((await fetch(new URL('/api/sessions?sate=open', tested.url))).status, 400);
});

test('a participant has a story by his id, percent-encoded', async (t) => {
  const tested = await startStatus(t);
  for (const event of wholeSession('s1', 'a/ü "%"')) tested.model.apply(event);
  const id = 'FP:a/ü "%"';
  t.like(await json(tested, `/api/participants/${encodeURIComponent(id)}`), { participant: { id } });
  t.is((await fetch(new URL('/api/participants/nobody', tested.url))).status, 404);
  t.is((await fetch(new URL('/api/participants/', tested.url))).status, 404);
});

test('the participants as CSV open in a spreadsheet, and are no formulas', async (t) => {
  const tested = await startStatus(t);
  play(tested);
  const answer = await fetch(new URL('/participants.csv', tested.url));
  t.is(answer.headers.get('content-disposition'), 'attachment; filename="participants.csv"');
  const rows = parse<Record<string, string>>(await answer.text(), { columns: true });
  t.is(rows.length, 6);
  t.true(rows.some(({ name }) => name === "'=bob"));
  t.like(
    rows.find(({ name }) => name === 'max'),
    {
      state: 'done',
      confirmed: 'false',
      last_error_code: 'disconnected',
      done_at: '2026-01-02T03:04:14.000Z',
    },
  );
});

test('health says why a server is not ready', async (t) => {
  const { model, url } = await startStatus(t);
  t.is((await fetch(new URL('/livez', url))).status, 200);
  t.is((await fetch(new URL('/readyz', url))).status, 200);
  for (let n = 0; n < 10; n++) for (const event of eventsUpTo(`s${n}`, 'ada', 2)) model.apply(event);
  model.apply({ type: 'stopping', at: 9, sessions: 10, drainTimeout: 30 });
  const answer = await fetch(new URL('/readyz', url));
  t.is(answer.status, 503);
  t.deepEqual(await answer.json(), {
    ready: false,
    degraded: false,
    reasons: [
      { code: 'draining', message: 'The server stops: it accepts no new sessions.' },
      { code: 'full', message: 'All 10 places for sessions are taken.' },
    ],
  });
  t.is((await fetch(new URL('/livez', url))).status, 200);
});

test('a server is ready only when nothing stands in the way', (t) => {
  const good = readyModel().summary();
  const records = {
    waiting: 0,
    committed: 5,
    lost: 1,
    lastError: { at: 1, message: '' },
    failing: false,
    freeBytes: 1,
    short: false,
    spool: null,
  };
  const codes = (changes: Partial<StatusSummary>): string[] =>
    readinessOf({ ...good, ...changes }).reasons.map(({ code }) => code);
  t.deepEqual(codes({}), []);
  t.deepEqual(codes({ records }), []);
  t.deepEqual(codes({ records: { ...records, failing: true } }), ['records_failing']);
  t.deepEqual(codes({ records: { ...records, short: true, failing: true } }), ['no_space']);
  const spool = { waiting: 0, since: null, shipped: 5, refused: 1 };
  t.deepEqual(codes({ records: { ...records, spool } }), []);
  const spooling = readinessOf({
    ...good,
    records: { ...records, spool: { ...spool, waiting: 3, since: 1 } },
  });
  t.deepEqual(spooling, {
    ready: true,
    degraded: true,
    reasons: [{ code: 'spooling', message: 'Records wait in the spool for the database: 3.' }],
  });
  for (const state of ['starting', 'draining', 'stopped'] as const) {
    t.deepEqual(codes({ server: { ...good.server, state } }), [state]);
  }
});

test('other sites get nothing, but for a link to the page', async (t) => {
  const { port } = await startStatus(t);
  const crossSite = { 'Sec-Fetch-Site': 'cross-site' };
  for (const path of ['/api/status', '/metrics', '/participants.csv', '/assets/uplot.js', '/', '/nothing']) {
    t.is((await rawGet(port, path, crossSite)).status, 403, path);
    t.is((await rawGet(port, path, { Origin: 'http://evil.example' })).status, 403, path);
  }
  const link = { ...crossSite, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  t.not((await rawGet(port, '/', link)).status, 403);
  t.is((await rawGet(port, '/api/status', link)).status, 403);
  const { text } = await rawGet(port, '/api/status', { Origin: `http://127.0.0.1:${port}` });
  t.regex(text, /^HTTP\/1\.1 200/);
  t.notRegex(text, /Access-Control/i);
});

test('with a token, only health is for everybody', async (t) => {
  const token = 'correct-horse-battery';
  const { port, url } = await startStatus(t, { token });
  for (const path of ['/', '/assets/uplot.js', '/metrics', '/api/status', '/api/events', '/nothing']) {
    const { status, text } = await rawGet(port, path);
    t.is(status, 401, path);
    t.regex(text, /^WWW-Authenticate: Basic realm="tlslp-server status", charset="UTF-8"\r$/m);
    t.false(text.includes(token));
  }
  for (const path of ['/livez', '/readyz']) t.is((await rawGet(port, path)).status, 200, path);
  const authorization = { Authorization: `Bearer ${token}` };
  t.is((await rawGet(port, '/metrics', authorization)).status, 200);
  t.is((await rawGet(port, '/nothing', authorization)).status, 404);
  const stream = await EventStream.open(url, authorization);
  t.is(stream.response.statusCode, 200);
  stream.close();
});

test('the files of the page are known by their tags, and are looked for in no folder', async (t) => {
  const { url, port } = await startStatus(t);
  const first = await fetch(new URL('/assets/uplot.js', url));
  t.is(first.headers.get('content-type'), 'text/javascript; charset=utf-8');
  t.is(first.headers.get('cache-control'), 'no-cache');
  t.regex(await first.text(), /uPlot/);
  const etag = first.headers.get('etag') ?? '';
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const { status, text } = await rawGet(port, '/assets/uplot.js', { 'If-None-Match': tag });
    t.is(status, 304, tag);
    t.regex(text, /\r\n\r\n$/);
  }
  t.is((await rawGet(port, '/assets/uplot.js', { 'If-None-Match': '"other"' })).status, 200);
  t.is((await rawGet(port, '/assets/status/entries.js')).status, 200);
  t.is((await rawGet(port, '/assets/status/nested/../entries.js')).status, 404);
  t.is((await rawGet(port, '/assets/')).status, 404);
  t.is((await rawGet(port, '/assets/server/serve.js')).status, 404);
});

test('a fault of ours is 500, says nothing, and is reported', async (t) => {
  const tested = await startStatus(t);
  const fault = new Error('secret');
  tested.model.summary = () => {
    throw fault;
  };
  const { status, text } = await rawGet(tested.port, '/api/status');
  t.is(status, 500);
  t.false(text.includes('secret'));
  t.is((await rawGet(tested.port, '/api/events')).status, 500);
  t.deepEqual(tested.faults, [fault, fault]);
});
