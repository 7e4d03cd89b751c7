import { Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { Subscription, VirtualTimeScheduler } from 'rxjs';
import { completeConfig, type ServerConfig } from '../../../lib/config/server-config.js';
import { Limits, SAMPLE_MS, type LimitsEvent } from '../../../lib/server/limits/limits.js';
import { Rejection } from '../../../lib/server/limits/rejection.js';
import type { SessionPlace } from '../../../lib/server/limits/session-places.js';
import { ReasonCounts } from '../../../lib/server/reason-counts.js';
import type { Peer } from '../../../lib/session/events.js';

const REMOTE = { address: '192.0.2.7', port: 1 };
const PEER: Peer = { remote: REMOTE, client: null, tls: null };

/** Limits in virtual time, with a loop that is as late, and a memory that is as full, as a test likes. */
function limited(t: ExecutionContext, changes: Partial<ServerConfig> = {}, maxDescriptor = Infinity) {
  const scheduler = new VirtualTimeScheduler();
  const world = { lateMs: 0, memory: 0.5, config: completeConfig(changes) };
  let late = 0;
  const counts = new ReasonCounts();
  const events: LimitsEvent[] = [];
  const limits = new Limits({
    config: () => world.config,
    counts,
    now: () => scheduler.now(),
    clock: { now: () => scheduler.now() + late },
    memoryUse: () => world.memory,
    maxDescriptor,
  });
  const watching = new Subscription();
  watching.add(limits.start(scheduler, (event) => events.push(event)));
  t.teardown(() => {
    watching.unsubscribe();
  });
  return {
    limits,
    counts,
    events,
    world,
    /** Lets time pass. Each sample is late by so much, and the clock goes on with it. */
    pass: (ms: number) => {
      for (let passed = 0; passed < ms; passed += SAMPLE_MS) {
        late += world.lateMs;
        scheduler.maxFrames = scheduler.frame + SAMPLE_MS;
        scheduler.flush();
        scheduler.frame = scheduler.maxFrames;
      }
    },
    begin: () => limits.admitSession(PEER) as SessionPlace,
    connect: () => limits.admitHandshake(new Socket(), REMOTE),
  };
}

test('a loop that lags sheds new connections, tells it once a minute, and recovers by itself', (t) => {
  const { limits, events, world, pass, connect } = limited(t);
  pass(1000);
  t.not(connect(), 'shed_lag');
  world.lateMs = 100;
  pass(2000);
  for (let n = 0; n < 5; n++) t.is(connect(), 'shed_lag');
  t.true(limits.isStressed);
  pass(70_000);
  t.is(connect(), 'shed_lag');
  world.lateMs = 0;
  pass(3000);
  t.false(limits.isStressed);
  t.true(typeof connect() === 'object');
  t.like(
    events.map(({ type, ...rest }) => [type, rest]),
    [
      ['stress_began', { cause: 'lag', sessions: 0 }],
      ['shedding', { reason: 'shed_lag', count: 1 }],
      ['shedding', { reason: 'shed_lag', count: 4 }],
      ['shedding', { reason: 'shed_lag', count: 1 }],
      ['stress_ended', { sessions: 0 }],
    ],
  );
});

test('no limit of lag', (t) => {
  const { events, world, pass, connect } = limited(t, { maxLag: 0 });
  world.lateMs = 1000;
  pass(5000);
  t.is(typeof connect(), 'object');
  t.deepEqual(events, []);
});

test('memory that runs short sheds new connections; sessions begin nevertheless', (t) => {
  const { events, world, pass, connect, begin } = limited(t);
  world.memory = 0.95;
  pass(2000);
  t.is(connect(), 'shed_memory');
  t.false((begin() as unknown) instanceof Rejection);
  world.memory = 0.5;
  pass(2000);
  t.is(typeof connect(), 'object');
  t.deepEqual(
    events.map(({ type }) => type),
    ['shedding'],
  );
});

test('80 % of the sessions are stress; it is told once, and is over below 70 %', (t) => {
  const { limits, events, pass, begin } = limited(t, { maxSessions: 10 });
  const places = Array.from({ length: 7 }, begin);
  pass(1000);
  t.false(limits.isStressed);
  places.push(begin());
  t.true(limits.isStressed, 'at once, not with the next sample');
  t.like(events, [{ type: 'stress_began', cause: 'sessions', sessions: 8 }]);
  places.push(begin());
  pass(5000);
  t.is(events.length, 1);
  for (const place of places.splice(0, 2)) limits.leaveSession(place);
  pass(1000);
  t.true(limits.isStressed, 'between the two, it stays');
  for (const place of places.splice(0, 1)) limits.leaveSession(place);
  pass(1000);
  t.false(limits.isStressed);
  t.like(events[1], { type: 'stress_ended', sessions: 6 });
  t.is(events.length, 2);
});

test('under stress, idle handshakes have half their time', (t) => {
  const { pass, connect, begin } = limited(t, { maxSessions: 1, otherTimeout: 10 });
  const old = connect();
  pass(4000);
  begin();
  // The one session takes all places, so nobody else gets as far.
  t.is(connect(), 'server_full');
  pass(500);
  t.like(old, { evicted: false });
  pass(1000);
  t.like(old, { evicted: true });
});

test('under stress, an idle handshake makes room; without, nobody does', (t) => {
  const limit = { maxHandshakes: 2, maxSessions: 4, maxHandshakesPerAddress: 0 };
  const { limits, connect, begin } = limited(t, limit);
  const first = connect();
  connect();
  t.is(connect(), 'too_many_handshakes');
  for (let n = 0; n < 4; n++) begin();
  t.is(limits.sessions.open, 4);
  t.is(connect(), 'server_full');
  t.like(first, { evicted: false });
  for (let n = 0; n < 1; n++) limits.leaveSession({ certificate: null, address: null });
  t.true(limits.isStressed);
  t.is(typeof connect(), 'object');
  t.like(first, { evicted: true });
  t.is(limits.handshakes.size, 2);
});

test('a dry run refuses nobody, and counts apart', (t) => {
  const { limits, counts, events, world, pass, connect, begin } = limited(t, {
    limitsDryRun: true,
    maxSessions: 1,
    handshakeRate: 0.001,
    handshakeBurst: 1,
  });
  t.is(typeof connect(), 'object');
  t.is(typeof connect(), 'object');
  begin();
  t.false(begin() instanceof Rejection);
  t.is(limits.sessions.open, 2);
  t.false(limits.isStressed, 'it would be: nobody gets less time');
  world.memory = 0.95;
  pass(2000);
  t.is(typeof connect(), 'object');
  t.is(counts.dryRunOf('handshake_rate'), 1);
  t.is(counts.dryRunOf('server_full'), 1);
  t.is(counts.dryRunOf('shed_memory'), 1);
  t.is(counts.of('handshake_rate'), 0);
  t.like(
    events.filter(({ type }) => type === 'would_refuse'),
    [
      { reason: 'handshake_rate', count: 1, remote: REMOTE },
      { reason: 'server_full', count: 1 },
      { reason: 'shed_memory', count: 1 },
    ],
  );
});

test('a reload changes the limits of whoever comes next', (t) => {
  const { world, connect } = limited(t, { maxHandshakes: 1 });
  t.is(typeof connect(), 'object');
  t.is(connect(), 'too_many_handshakes');
  world.config = completeConfig({ maxHandshakes: 2 });
  t.is(typeof connect(), 'object');
});
