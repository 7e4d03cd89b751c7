import test from 'ava';
import * as api from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  SamplingDecision,
  type ReadableSpan,
  type Sampler,
} from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { createSessionTraces } from '../../../lib/observe/traces/create-session-traces.js';
import { traceSessions } from '../../../lib/observe/traces/index.js';
import { ProtocolError } from '../../../lib/protocol/errors.js';
import type { ListeningEvent } from '../../../lib/server/events.js';
import { EVENTS, failed, ID, PEER } from '../../programs/helpers/events.js';
import { brief, everything, milliseconds, recordTraces } from './helpers.js';

const { context, propagation, trace } = api;
const { connected, sentWork, worked, done, closed, listening } = EVENTS;

const sentDone = {
  type: 'sent',
  id: ID,
  at: 3000,
  elapsed: 2,
  peer: PEER,
  command: { kind: 'done' },
  line: 'DONE',
} as const;

const attributesOf = (spans: readonly ReadableSpan[]) => spans.at(-1)?.attributes;

test('what is known of the client, by the semantic conventions', (t) => {
  const { traces, spans } = recordTraces();
  for (const event of [listening, connected, done]) traces(event);
  t.deepEqual(attributesOf(spans()), {
    'tlslp.session.id': ID,
    'network.transport': 'tcp',
    'network.type': 'ipv4',
    'server.address': 'localhost',
    'server.port': 1234,
    'client.address': '192.0.2.7',
    'client.port': 5555,
    'tls.protocol.name': 'tls',
    'tls.protocol.version': '1.3',
    'tls.cipher': 'TLS_AES_128_GCM_SHA256',
    // Escaped: these texts are a stranger's.
    'tls.client.subject': 'CN=Ada\\u001b[31m',
    'tls.client.issuer': 'CN=CA',
    'tls.client.hash.sha256': 'AABB',
    'tlslp.outcome': 'done',
    'tlslp.confirmed': true,
    'tlslp.answers': 0,
  });
});

test('what is not known is left out', (t) => {
  const { traces, spans } = recordTraces();
  for (const event of [EVENTS.nobody, done]) traces(event);
  const known = ['tlslp.session.id', 'tlslp.outcome', 'tlslp.confirmed', 'tlslp.answers'];
  t.deepEqual(Object.keys(attributesOf(spans()) ?? {}), known);
});

test('an IPv6 client, and TLS 1.2 with a cipher that has no name', (t) => {
  const { traces, spans } = recordTraces();
  const peer = {
    ...PEER,
    remote: { address: '2001:db8::1', port: 7 },
    tls: { protocol: 'TLSv1.2', cipher: '?' },
  };
  for (const event of [{ ...connected, peer }, done]) traces(event);
  t.like(attributesOf(spans()), { 'network.type': 'ipv6', 'tls.protocol.version': '1.2' });
  t.false('tls.cipher' in (attributesOf(spans()) ?? {}));
});

test('the place that the server listens on: a unix socket; of several places, none', (t) => {
  const unix = { host: '', port: 0, addresses: [], path: '/run/tlslp\n.sock' };
  const attributesWith = (places: ListeningEvent['places']) => {
    const { traces, spans } = recordTraces();
    for (const event of [{ ...listening, places }, EVENTS.nobody, done]) traces(event);
    return attributesOf(spans()) ?? {};
  };
  const one = attributesWith([unix]);
  t.like(one, { 'network.transport': 'unix', 'server.address': '/run/tlslp\\n.sock' });
  t.false('server.port' in one);
  for (const places of [[], [unix, ...listening.places]]) {
    t.deepEqual(
      Object.keys(attributesWith(places)).filter((name) => /^(server|network)\./.test(name)),
      [],
    );
  }
});

test('the message of an error is escaped', (t) => {
  const { traces, spans } = recordTraces();
  for (const event of [connected, failed(new ProtocolError('wrong_answer', 'a\u001b[2J'))]) traces(event);
  t.is(spans().at(-1)?.status.message, 'a\\u001b[2J');
});

test('spans of destroyed sessions end with the server; one that got DONE is done', (t) => {
  const { traces, spans } = recordTraces();
  const before = Date.now();
  const another = { ...connected, id: 'another' };
  for (const event of [connected, sentWork, another, { ...sentDone, id: 'another' }]) traces(event);
  t.deepEqual(spans(), []);
  traces.end();
  t.deepEqual(
    spans().map(({ name, attributes, status }) => [name, attributes['tlslp.outcome'], status.message]),
    [
      ['WORK', undefined, 'The session was destroyed.'],
      ['session', 'stopped', 'The session was destroyed.'],
      ['DONE', undefined, undefined],
      ['session', 'done', undefined],
    ],
  );
  t.like(spans()[1]?.attributes, { 'tlslp.step': 'WORK', 'error.type': '_OTHER' });
  for (const { endTime } of spans()) t.true(milliseconds(endTime) >= before);
  traces.end();
  t.is(spans().length, 4, 'nothing ends twice');
});

test('the observer goes on after its end', (t) => {
  const { traces, spans } = recordTraces();
  traces(connected);
  traces.end();
  for (const event of [connected, done]) traces(event);
  t.deepEqual(
    spans().map(({ attributes }) => attributes['tlslp.outcome']),
    ['stopped', 'done'],
  );
});

test('a session that closes without a last event, and a second one with the same id', (t) => {
  const { traces, spans } = recordTraces();
  for (const event of [connected, connected, closed, done, closed]) traces(event);
  t.deepEqual(spans().map(brief), [
    'session 1000 1000 2 The session was destroyed.',
    'session 1000 3600 2 The session was destroyed.',
  ]);
});

test('events of sessions that are not known, and of the server, make no spans', (t) => {
  const { traces, spans } = recordTraces();
  for (const event of Object.values(EVENTS).filter(({ type }) => type !== 'connected')) traces(event);
  traces.end();
  t.deepEqual(spans(), []);
});

test('the number of open sessions is bounded: the oldest leaves first', (t) => {
  const { tracer, spans } = recordTraces();
  const traces = createSessionTraces(api, tracer, 3);
  const at = 50_000;
  for (const id of ['a', 'b', 'c']) traces({ ...connected, id });
  t.is(spans().length, 0);
  traces({ ...connected, at, id: 'd' });
  t.deepEqual(
    spans().map(({ attributes }) => attributes['tlslp.session.id']),
    ['a'],
  );
  t.is(milliseconds(spans()[0]?.endTime ?? [0, 0]), at);
});

test('a session that is not sampled costs one span, and is not kept', (t) => {
  let asked = 0;
  const off = new AlwaysOffSampler();
  const sampler: Sampler = {
    shouldSample: () => {
      asked += 1;
      return off.shouldSample();
    },
    toString: () => 'counting',
  };
  const { traces, spans } = recordTraces(sampler);
  for (const event of [connected, sentWork, worked, sentDone, done, closed]) traces(event);
  traces.end();
  t.is(asked, 1);
  t.deepEqual(spans(), []);
});

test('the sampler sees who the client is', (t) => {
  const seen: unknown[] = [];
  const sampler: Sampler = {
    shouldSample: (_context, _traceId, name, _kind, attributes) => {
      seen.push(name, attributes['client.address']);
      return { decision: SamplingDecision.NOT_RECORD };
    },
    toString: () => 'looking',
  };
  recordTraces(sampler).traces(connected);
  t.deepEqual(seen, ['session', '192.0.2.7']);
});

test('a session belongs to no other span, such as the one in which the server was started', (t) => {
  const { traces, spans } = recordTraces();
  const other = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
  // Global, for the duration of this turn of the event loop.
  new NodeTracerProvider().register();
  try {
    context.with(trace.setSpan(context.active(), other), () => {
      t.is(trace.getActiveSpan()?.spanContext().traceId, 'a'.repeat(32));
      for (const event of [connected, sentWork, done]) traces(event);
    });
  } finally {
    for (const part of [trace, context, propagation]) part.disable();
  }
  for (const span of spans()) t.not(span.spanContext().traceId, 'a'.repeat(32));
  t.is(spans().at(-1)?.parentSpanContext, undefined);
});

test('without an SDK nothing happens', (t) => {
  const traces = traceSessions(trace.getTracer('nobody'));
  for (const event of Object.values(EVENTS)) traces(event);
  traces.end();
  t.pass();
});

test('an api of the caller makes the same spans', (t) => {
  const { tracer, spans } = recordTraces();
  const traces = createSessionTraces(api, tracer);
  for (const event of [connected, sentWork, worked, sentDone, done]) traces(event);
  t.deepEqual(spans().map(brief), ['WORK 1000 2500', 'DONE 3000 3500', 'session 1000 3500']);
  t.notRegex(everything(spans()), /SECRET/);
});
