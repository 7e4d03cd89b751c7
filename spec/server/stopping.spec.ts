import test from 'ava';
import { asyncScheduler, BehaviorSubject, Subject, throwError, VirtualTimeScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { serverStopping } from '../../lib/protocol/failures.js';
import { serve } from '../../lib/server/serve.js';
import { stoppingStages } from '../../lib/server/stopping.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, connectRaw, connectToClosed } from '../support/line-client.js';
import { nothingOpen, Serving, startServing, testConfig } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const stopsAfter = test.macro<[stop: string, draining: string, stopped: string]>({
  exec: (t, stop, draining, stopped) => {
    const scheduler = new TestScheduler((actual, expected) => t.deepEqual(actual, expected));
    scheduler.run(({ cold, expectObservable }) => {
      const stages = stoppingStages(cold(stop), scheduler, () => 10);
      const errors = { e: serverStopping() };
      expectObservable(stages.draining).toBe(draining, errors);
      expectObservable(stages.stopped).toBe(stopped, errors);
      // And one who comes late.
      expectObservable(stages.draining, '20s ^').toBe(
        `20s ${draining.trim().endsWith('-') ? '-' : '(e|)'}`,
        errors,
      );
    });
  },
  title: (_, stop) => `a stop of "${stop}"`,
});

test(stopsAfter, '--s', '--(e|)', '2ms 10s (e|)');
test(stopsAfter, '--s--s--s|', '--(e|)', '2ms 10s (e|)');
test(stopsAfter, '(s|)', '(e|)', '10s (e|)');
// A stop that fails stops: going on for ever would be the worse misunderstanding.
test(stopsAfter, '--#', '--(e|)', '2ms 10s (e|)');
test(stopsAfter, '-', '-', '-');

test('one stop is subscribed to once, for however many sessions', (t) => {
  const stop = new Subject<void>();
  const { draining, stopped } = stoppingStages(stop, asyncScheduler, () => 10);
  for (let i = 0; i < 20; i++) {
    draining.subscribe();
    stopped.subscribe();
  }
  t.true(stop.observed);
  t.is((stop as unknown as { observers: unknown[] }).observers.length, 1);
});

test('no time to drain: both stages come at once', (t) => {
  const seen: string[] = [];
  const scheduler = new TestScheduler((actual, expected) => t.deepEqual(actual, expected));
  scheduler.run(({ cold }) => {
    const stages = stoppingStages(cold('--s'), scheduler, () => 0);
    stages.draining.subscribe(() => seen.push(`draining at ${scheduler.now()}`));
    stages.stopped.subscribe(() => seen.push(`stopped at ${scheduler.now()}`));
  });
  t.deepEqual(seen, ['draining at 2', 'stopped at 2']);
});

test.serial('after a stop every session goes on to its DONE, and handshakes are abandoned', async (t) => {
  const serving = await startServing(t, { requests: 20 });
  const port = await serving.port();
  const [working, greeting, answering, silent] = await Promise.all([
    connectClient(port),
    connectClient(port),
    connectClient(port),
    connectRaw(port),
  ]);
  const [work, hello, done] = await Promise.all([
    working.until('WORK'),
    greeting.until('HELLO'),
    answering.until('DONE'),
  ]);
  await serving.some('connected', 3);
  serving.stop();
  t.like(await serving.first('stopping'), { sessions: 3, drainTimeout: 30 });
  await silent.closed;
  await t.throwsAsync(connectToClosed(port), { code: 'ECONNREFUSED' });
  t.is(await working.answer(work).converse(), 'DONE');
  t.is(await greeting.answer(hello).converse(), 'DONE');
  answering.answer(done);
  await serving.completed;
  t.is(serving.of('done').length, 3);
  t.deepEqual(serving.of('failed'), []);
  t.deepEqual(serving.of('refused'), []);
  t.deepEqual(serving.of('drain_timed_out'), []);
  await nothingOpen();
});

test.serial('who is still there after the drain timeout is told, in whatever step', async (t) => {
  // Only the drain's hour passes.
  const scheduler = new VirtualTimeScheduler(undefined, 3_600_000);
  const config = { drainTimeout: 3600, workTimeout: 7200, otherTimeout: 7200 };
  const serving = await startServing(t, config, { scheduler });
  const port = await serving.port();
  const [working, greeting] = await Promise.all([connectClient(port), connectClient(port)]);
  await Promise.all([working.until('WORK'), greeting.until('HELLO')]);
  await serving.some('connected', 2);
  serving.stop();
  t.is((await serving.first('stopping')).drainTimeout, 3600);
  t.deepEqual(serving.of('drain_timed_out'), []);
  scheduler.flush();
  t.is((await serving.first('drain_timed_out')).sessions, 2);
  t.is(await working.next(), 'FAIL Server is stopping.');
  t.is(await greeting.next(), 'FAIL Server is stopping.');
  await serving.completed;
  t.deepEqual(
    serving
      .of('failed')
      .map(({ outcome, step }) => `${step}: ${outcome}`)
      .sort(),
    ['HELLO: stopped', 'WORK: stopped'],
  );
  const types = serving.events.map(({ type }) => type);
  t.true(types.indexOf('drain_timed_out') < types.indexOf('failed'));
  await nothingOpen();
});

test.serial('a second signal destroys what is left', async (t) => {
  const serving = await startServing(t);
  const port = await serving.port();
  const [greeting, silent] = await Promise.all([connectClient(port), connectRaw(port)]);
  await greeting.until('HELLO');
  serving.stop();
  await serving.first('stopping');
  serving.unsubscribe();
  const { ended, errorCode } = await greeting.closed;
  t.true(ended || errorCode === 'ECONNRESET');
  await silent.closed;
  t.deepEqual(serving.of('closed'), []);
  await nothingOpen();
});

test.serial('a server that is stopped before it began ends as soon as it can', async (t) => {
  const types: string[] = [];
  await new Promise<void>((resolve, reject) => {
    serve(testConfig(certificates), { stop: new BehaviorSubject(null) }).subscribe({
      next: ({ type }) => types.push(type),
      error: reject,
      complete: resolve,
    });
  });
  t.deepEqual(types, ['listening', 'stopping']);
  await nothingOpen();
});

test.serial('a stop that fails is a stop', async (t) => {
  const types: string[] = [];
  await new Promise<void>((resolve, reject) => {
    serve(testConfig(certificates), { stop: throwError(() => new Error('no signal')) }).subscribe({
      next: ({ type }) => types.push(type),
      error: reject,
      complete: resolve,
    });
  });
  t.deepEqual(types, ['listening', 'stopping']);
  await nothingOpen();
});

test.serial('a stop while a session is closing waits for its orderly end', async (t) => {
  const serving = new Serving(testConfig(certificates, { requests: 1 }));
  const client = await connectClient(await serving.port());
  t.is(await client.converse(), 'DONE');
  await serving.first('done');
  serving.stop();
  client.socket.end();
  await serving.completed;
  t.like(serving.of('closed')[0], { graceful: true });
  await nothingOpen();
});
