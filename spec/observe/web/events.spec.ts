import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { batchTexts, MAX_ROWS, seenRevision } from '../../../lib/observe/web/events/batch.js';
import { COMMENT_MS, EventHub, MAX_READERS, STALL_MS } from '../../../lib/observe/web/events/hub.js';
import { HttpError } from '../../../lib/observe/web/http-error.js';
import { createHttpServer, HTTP_LIMITS, type WebServer } from '../../../lib/observe/web/http-server.js';
import type { StatusMessage } from '../../../lib/status/messages.js';
import type { StatusModel } from '../../../lib/status/status-model.js';
import { recordOf, wholeSession } from '../../status/played-sessions.js';
import { EventStream, Known, parseEvents } from '../../support/event-stream.js';
import { temporaryDirectory } from '../../support/programs.js';
import { openEvents, readyModel } from '../../support/status-http.js';

const RUN = 'a_run-1';

interface Hubbed {
  readonly hub: EventHub;
  readonly model: StatusModel;
  readonly server: WebServer;
  readonly url: string;
  readonly responses: ServerResponse[];
  readonly faults: readonly unknown[];
  /** Lets this time pass, in milliseconds. */
  readonly pass: (milliseconds: number) => void;
}

/** A hub with a clock of its own, behind a real server. */
async function startHub(t: ExecutionContext, model: StatusModel = readyModel()): Promise<Hubbed> {
  let now = 0;
  const status: (readers: StatusMessage['readers']) => StatusMessage = (readers) => ({
    ...model.summary(),
    now,
    run: RUN,
    readers,
  });
  const faults: unknown[] = [];
  const onFault = (thrown: unknown): void => {
    faults.push(thrown);
  };
  const hub = new EventHub({ model, run: RUN, status, onFault, clock: () => now });
  const responses: ServerResponse[] = [];
  const server = createHttpServer((request, response) => {
    responses.push(response);
    try {
      hub.add(response, request.headers['last-event-id'] as string | undefined);
    } catch (error) {
      response.writeHead(error instanceof HttpError ? error.status : 500).end();
    }
  }, null);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    hub.tick();
  };
  return { hub, model, server, url: `http://127.0.0.1:${port}/`, responses, faults, pass };
}

function play(model: StatusModel, ...names: readonly string[]): void {
  for (const name of names) for (const event of wholeSession(`s-${name}`, name)) model.apply(event);
}

/** Fills a model with participants of an earlier run. */
function fill(model: StatusModel, count: number): void {
  for (let n = 0; n < count; n++) {
    model.apply({ type: 'recorded', record: recordOf(`r${n}`, `${n}-${'x'.repeat(40)}`, {}) });
  }
}

test('a reader gets everything first, and then what has changed', async (t) => {
  const { model, url, pass } = await startHub(t);
  play(model, 'ada');
  const stream = await EventStream.open(url);
  await stream.until('status', 1);
  t.is(stream.response.headers['content-type'], 'text/event-stream; charset=utf-8');
  t.deepEqual(
    stream.events.map(({ event, id }) => [event, id]),
    [
      ['participants', null],
      ['activities', null],
      ['status', `${RUN}.${model.revision}`],
    ],
  );
  t.like(stream.events[0]?.data, { reset: true, removed: [] });
  pass(1000);
  play(model, 'bob');
  pass(1000);
  await stream.until('status', 2);
  t.is(stream.events.length, 6);
  t.like(stream.events[3]?.data, { reset: false });
  t.deepEqual([...stream.known.participants.keys()], ['FP:ada', 'FP:bob']);
  t.deepEqual(stream.known.activities, [...model.snapshot().activities]);
  t.like(stream.known.status, { readers: { open: 1, dropped: 0 }, counts: { sessions: 2 } });
});

test('who comes back gets what has changed since; of another run, everything', async (t) => {
  const { model, url } = await startHub(t);
  play(model, 'ada');
  const seen = model.revision;
  play(model, 'bob');
  const back = await EventStream.open(url, { 'Last-Event-ID': `${RUN}.${seen}` });
  await back.until('status', 1);
  t.deepEqual([...back.known.participants.keys()], ['FP:bob']);
  const other = await EventStream.open(url, { 'Last-Event-ID': `other.${seen}` });
  await other.until('status', 1);
  t.like(other.events[0]?.data, { reset: true });
  t.is(other.known.participants.size, 2);
});

test('the id of the last event is of this run, or it counts for nothing', (t) => {
  t.is(seenRevision(`${RUN}.17`, RUN), 17);
  for (const id of [
    undefined,
    '',
    RUN,
    `${RUN}.`,
    `${RUN}.-1`,
    `${RUN}.1e3`,
    `x${RUN}.1`,
    `${RUN}.1.2`,
    '.1',
  ]) {
    t.is(seenRevision(id, RUN), -1, id);
  }
  fc.assert(fc.property(fc.string(), (id) => seenRevision(id, RUN) === -1));
});

test('many rows come in several messages, and the id comes last', async (t) => {
  const { model, url } = await startHub(t);
  fill(model, 2 * MAX_ROWS + 1);
  const stream = await EventStream.open(url);
  await stream.until('status', 1);
  const sizes = stream.events
    .filter(({ event }) => event === 'participants')
    .map(({ data }) => {
      const { reset, participants } = data as { reset: boolean; participants: unknown[] };
      return [reset, participants.length];
    });
  t.deepEqual(sizes, [
    [true, MAX_ROWS],
    [false, MAX_ROWS],
    [false, 1],
  ]);
  t.is(stream.known.participants.size, 2 * MAX_ROWS + 1);
});

test('whatever is skipped, a reader knows in the end what the model knows', (t) => {
  const names = fc.constantFrom('ada', 'bob', 'eve');
  const steps = fc.array(fc.oneof(names, fc.constant('read' as const), fc.constant('lose' as const)), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(steps, (list) => {
      const model = readyModel();
      let known = new Known();
      const read = (): void => {
        const changes = model.changesSince(seenRevision(known.lastEventId ?? undefined, RUN));
        const status = { ...model.summary(), now: 0, run: RUN, readers: { open: 1, dropped: 0 } };
        for (const event of parseEvents([...batchTexts(changes, status)].join(''))) known.apply(event);
      };
      list.forEach((step, n) => {
        if (step === 'read') read();
        else if (step === 'lose') known = new Known();
        else for (const event of wholeSession(`s${n}`, step)) model.apply(event);
      });
      read();
      const { participants, activities, counts } = model.snapshot();
      const byId = (a: { id: string }, b: { id: string }): number => a.id.localeCompare(b.id);
      assert.deepEqual([...known.participants.values()].sort(byId), [...participants].sort(byId));
      assert.deepEqual(known.activities, activities);
      assert.deepEqual(known.status?.counts, counts);
    }),
  );
  t.pass();
});

test('a reader for whom nothing has changed gets a comment now and then', async (t) => {
  const { url, pass, model } = await startHub(t);
  const stream = await EventStream.open(url);
  await stream.until('status', 1);
  pass(COMMENT_MS - 1);
  pass(1);
  await stream.until('comment', 1);
  pass(COMMENT_MS - 1);
  play(model, 'ada');
  pass(1);
  await stream.until('status', 2);
  t.is(stream.events.filter(({ event }) => event === 'comment').length, 1);
});

test('readers at one revision get one text, which is made once', async (t) => {
  const { url, pass, model } = await startHub(t);
  let made = 0;
  const changesSince = model.changesSince.bind(model);
  model.changesSince = (revision) => {
    made += 1;
    return changesSince(revision);
  };
  const streams = await Promise.all(Array.from({ length: 5 }, () => EventStream.open(url)));
  await Promise.all(streams.map((stream) => stream.until('status', 1)));
  made = 0;
  play(model, 'ada');
  pass(1000);
  await Promise.all(streams.map((stream) => stream.until('status', 2)));
  t.is(made, 1);
});

test('a reader that does not read holds a bounded buffer, is skipped, and is dropped in the end', async (t) => {
  const { hub, model, server, responses, pass, url } = await startHub(t);
  fill(model, 9_000);
  // A unix socket buffers little in the kernel; that of TCP grows to megabytes.
  const path = join(await temporaryDirectory(t), 'socket');
  const front = createNetServer(HTTP_LIMITS, (socket) => server.emit('connection', socket)).listen(path);
  await once(front, 'listening');
  t.teardown(() => front.close());
  const dead = await openEvents(path);
  const alive = await EventStream.open(url);
  await alive.until('status', 1);
  const [response] = responses;
  if (response === undefined) throw new Error('no response');
  for (let second = 1; second < STALL_MS / 1000; second++) {
    play(model, `late${second}`);
    pass(1000);
    await alive.until('status', second + 1);
    t.true(response.writableLength <= 64 * 1024, String(response.writableLength));
  }
  t.deepEqual(hub.counts, { open: 2, dropped: 0 });
  const gone = once(response, 'close');
  pass(1000);
  await gone;
  t.deepEqual(hub.counts, { open: 1, dropped: 1 });
  dead.destroy();
});

test('one reader too many is refused, and may come when another has left', async (t) => {
  const { hub, url } = await startHub(t);
  const streams = await Promise.all(Array.from({ length: MAX_READERS }, () => EventStream.open(url)));
  const refused = await EventStream.open(url);
  t.is(refused.response.statusCode, 503);
  streams[0]?.close();
  while (hub.counts.open === MAX_READERS) await new Promise(setImmediate);
  const taken = await EventStream.open(url);
  t.is(taken.response.statusCode, 200);
  for (const stream of [...streams, taken]) stream.close();
});

test('a fault in a tick is reported, and ends nothing', async (t) => {
  const { hub, model, url, faults } = await startHub(t);
  const stream = await EventStream.open(url);
  await stream.until('status', 1);
  play(model, 'ada');
  const fault = new Error('broken');
  model.changesSince = () => {
    throw fault;
  };
  hub.close();
  await once(stream.response, 'end');
  t.deepEqual(faults, [fault]);
});

test('at the end every reader gets the last state, and its stream ends', async (t) => {
  const { hub, model, url } = await startHub(t);
  const stream = await EventStream.open(url);
  await stream.until('status', 1);
  model.apply({ type: 'stopped', at: 5 });
  const ended = once(stream.response, 'end');
  hub.close();
  await ended;
  t.like(stream.known.status, { server: { state: 'stopped' } });
});
