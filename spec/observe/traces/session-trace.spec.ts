import assert from 'node:assert';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Command } from '../../../lib/protocol/commands.js';
import { DEFAULT_TOKEN } from '../../../lib/protocol/constants.js';
import { session } from '../../../lib/session/session.js';
import { body } from '../../support/commands.js';
import { CHECKSUM, contextOf, SAYS, virtually, type Setting } from '../../support/session.js';
import { brief, everything, milliseconds, recordTraces } from './helpers.js';

// Real sessions in virtual time, with the SDK behind the observer.

interface Run extends Setting {
  /** What the client says, as a marble. */
  readonly lines: string;
  readonly says?: Readonly<Record<string, string>>;
  readonly authorize?: () => boolean;
}

function spansOf(t: ExecutionContext, { lines, authorize, says = SAYS, ...setting }: Run) {
  const { traces, spans } = recordTraces();
  virtually(t, (helpers) => {
    const { context } = contextOf(helpers, setting);
    const hooks = authorize === undefined ? {} : { authorize };
    session(helpers.cold(lines, says), { ...context, ...hooks }).subscribe(traces);
  });
  return spans();
}

const HELLO: Command = { kind: 'hello' };
const WORK: Command = { kind: 'work', token: DEFAULT_TOKEN, nBits: 22 };
const DONE: Command = { kind: 'done' };

interface Expected {
  /** Each span: name, beginning, end; and of an error 2 and the message. */
  readonly spans: readonly string[];
  /** Of the session, at its end. */
  readonly attributes: object;
}

const traced = test.macro((t: ExecutionContext, run: Run, expected: Expected) => {
  const spans = spansOf(t, run);
  t.deepEqual(spans.map(brief), expected.spans);
  const root = spans.at(-1);
  t.like(root?.attributes, expected.attributes);
  t.is(root?.parentSpanContext, undefined);
  t.is(root?.kind, SpanKind.SERVER);
  for (const child of spans.slice(0, -1)) {
    t.is(child.parentSpanContext?.spanId, root?.spanContext().spanId);
    t.is(root?.spanContext().traceId, child.spanContext().traceId);
    t.is(child.kind, SpanKind.INTERNAL);
  }
});

const UP_TO_WORK = ['HELLO 0 5', 'WORK 5 105'];
const UP_TO_REQUESTS = [...UP_TO_WORK, 'requests 105 115'];

test(
  'a session that is done',
  traced,
  { lines: '5ms h 99ms w 9ms n 9ms o' },
  {
    spans: [...UP_TO_REQUESTS, 'DONE 115 125', 'session 0 125'],
    attributes: {
      'tlslp.session.id': 'a-session',
      'tlslp.n_bits': 22,
      'tlslp.zero_bits': 22,
      'tlslp.work.seconds': 0.1,
      'tlslp.answers': 1,
      'tlslp.outcome': 'done',
      'tlslp.confirmed': true,
    },
  },
);

test('a session that is done has neither a failed step nor an error', (t) => {
  const spans = spansOf(t, { lines: '5ms h 99ms w 9ms n 9ms o' });
  for (const { attributes, status } of spans) {
    t.is(status.code, SpanStatusCode.UNSET);
    t.false('error.type' in attributes || 'tlslp.step' in attributes);
  }
  t.deepEqual(spans[1]?.attributes, { 'tlslp.n_bits': 22, 'tlslp.zero_bits': 22 });
});

test('DONE begins with the commit, and says how long that took', (t) => {
  const spans = spansOf(t, { lines: '5ms h 99ms w 9ms n 29ms o', commit: '20ms |' });
  t.deepEqual(spans.map(brief), [...UP_TO_REQUESTS, 'DONE 115 145', 'session 0 145']);
  t.deepEqual(spans[3]?.attributes, { 'tlslp.commit.seconds': 0.02 });
});

test(
  'all requests are one step',
  traced,
  {
    lines: '5ms h 99ms w 9ms n 9ms n 9ms o',
    commands: [HELLO, WORK, body('A', 'LGTk'), body('B', 'LGTk'), DONE],
  },
  {
    spans: [...UP_TO_WORK, 'requests 105 125', 'DONE 125 135', 'session 0 135'],
    attributes: { 'tlslp.answers': 2 },
  },
);

test(
  'a session without requests',
  traced,
  { lines: '5ms h 99ms w 9ms o', commands: [HELLO, WORK, DONE] },
  { spans: [...UP_TO_WORK, 'DONE 105 115', 'session 0 115'], attributes: { 'tlslp.answers': 0 } },
);

/** A session that failed: the error belongs to the step and to the session. */
function failure(before: readonly string[], step: string, message: string, attributes: object): Expected {
  const end = step.split(' ').at(-1) ?? '';
  return { spans: [...before, `${step} 2 ${message}`, `session 0 ${end} 2 ${message}`], attributes };
}

const failures: Record<string, readonly [Run, Expected]> = {
  'a wrong HELLOBACK': [
    { lines: '3ms x' },
    failure([], 'HELLO 0 3', 'Expected exactly HELLOBACK.', {
      'error.type': 'wrong_answer',
      'tlslp.outcome': 'failed',
      'tlslp.step': 'HELLO',
      'tlslp.answers': 0,
    }),
  ],
  'a wrong suffix': [
    { lines: '5ms h 99ms x' },
    failure(['HELLO 0 5'], 'WORK 5 105', 'Invalid suffix returned from client.', {
      'error.type': 'invalid_suffix',
      'tlslp.outcome': 'failed',
      'tlslp.step': 'WORK',
    }),
  ],
  'a client that leaves in WORK': [
    { lines: '5ms h 99ms |' },
    failure(['HELLO 0 5'], 'WORK 5 105', 'The peer left.', {
      'error.type': 'disconnected',
      'tlslp.outcome': 'disconnected',
      'tlslp.step': 'WORK',
    }),
  ],
  'a client that is too slow': [
    { lines: '5ms h', workTimeout: 2 },
    failure(['HELLO 0 5'], 'WORK 5 2005', 'WORK timed out: no answer within 2 s.', {
      'error.type': 'timed_out',
      'tlslp.outcome': 'timeout',
    }),
  ],
  'a wrong checksum: the step is the name of the request': [
    { lines: '5ms h 99ms w 9ms x' },
    failure(UP_TO_WORK, 'requests 105 115', 'Invalid checksum received.', {
      'error.type': 'invalid_checksum',
      'tlslp.step': 'FULL_NAME',
    }),
  ],
  'a command that could not be written has a step too': [
    { lines: '5ms h 99ms w', send: { FULL_NAME: '7ms #' }, sendError: new Error('SECRET') },
    failure(UP_TO_WORK, 'requests 105 112', 'The line could not be written.', {
      'error.type': 'not_sent',
      'tlslp.step': 'FULL_NAME',
    }),
  ],
  'a WORK that could not be written': [
    { lines: '5ms h', send: { WORK: '7ms #' }, sendError: new Error('SECRET') },
    failure(['HELLO 0 5'], 'WORK 5 12', 'The line could not be written.', { 'tlslp.step': 'WORK' }),
  ],
  'answers that could not be kept': [
    { lines: '5ms h 99ms w 9ms n', commit: '20ms #', commitError: new TypeError('SECRET') },
    failure(UP_TO_REQUESTS, 'DONE 115 135', 'Server error.', {
      'error.type': 'internal_error',
      'tlslp.step': 'DONE',
      'tlslp.answers': 1,
    }),
  ],
  'a server that stops': [
    { lines: '5ms h', stopped: '7ms s' },
    failure(['HELLO 0 5'], 'WORK 5 7', 'Server is stopping.', { 'tlslp.outcome': 'stopped' }),
  ],
  'a client that is not authorized': [
    { lines: '5ms h', authorize: () => false },
    failure([], 'HELLO 0 0', 'Not authorized.', { 'error.type': 'not_authorized' }),
  ],
};
for (const [title, [run, expected]] of Object.entries(failures)) test(title, traced, run, expected);

test(
  'who got DONE is done: without OK, only that step has failed',
  traced,
  { lines: '5ms h 99ms w 9ms n 9ms x' },
  {
    spans: [...UP_TO_REQUESTS, 'DONE 115 125 2 Expected exactly OK.', 'session 0 125'],
    attributes: { 'tlslp.outcome': 'done', 'tlslp.confirmed': false, 'error.type': undefined },
  },
);

test('an exception is recorded where it is ours to mend, once, and without its message', (t) => {
  const [run] = failures['answers that could not be kept'] ?? [];
  const spans = run === undefined ? [] : spansOf(t, run);
  t.deepEqual(
    spans.map(({ name, events }) => [name, events.map((event) => event.attributes?.['exception.type'])]),
    [...['HELLO', 'WORK', 'requests', 'DONE'].map((name) => [name, []]), ['session', ['TypeError']]],
  );
  t.is(milliseconds(spans.at(-1)?.events[0]?.time ?? [0, 0]), 135);
  t.notRegex(everything(spans), /SECRET/);
});

test('no token, random string, suffix, line or value is in a span, whatever the client says', (t) => {
  const piece = fc.oneof(
    fc.constantFrom('h', 'w', 'n', 'o', 'x', 'r', 'e', '|'),
    fc.constantFrom('3ms ', '1s '),
  );
  const says = { ...SAYS, n: `${CHECKSUM} SECRETVALUE`, x: 'SECRETLINE', e: `SECRETSUM SECRETVALUE` };
  const property = fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
    const lines = ` ${pieces.join('')}`.replace(/\|.*/, '|');
    const spans = spansOf(t, { lines, says, workTimeout: 30 });
    assert.strictEqual(spans.at(-1)?.name, 'session');
    const shown = everything(spans);
    for (const secret of [DEFAULT_TOKEN, 'LGTk', SAYS.w, 'SECRET', CHECKSUM]) {
      assert.ok(!shown.includes(secret), shown);
    }
    for (const [n, { name, startTime, endTime }] of spans.entries()) {
      assert.ok(milliseconds(startTime) <= milliseconds(endTime));
      const before = spans[n - 1];
      if (name !== 'session' && before !== undefined)
        assert.ok(milliseconds(before.endTime) <= milliseconds(startTime), 'one step at a time');
    }
  });
  fc.assert(property, { numRuns: 200, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false });
  t.pass();
});
