import test from 'ava';
import { asyncScheduler, BehaviorSubject, Subject, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { serverStopping } from '../../lib/protocol/failures.js';
import { serve } from '../../lib/server/serve.js';
import { DRAIN_DEADLINE_MS, stoppingStages } from '../../lib/server/stopping.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, connectRaw, connectToClosed } from '../support/line-client.js';
import { nothingOpen, Serving, startServing, testConfig } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const stopsAfter = test.macro<[stop: string, draining: string, stopped: string]>({
  exec: (t, stop, draining, stopped) => {
    const scheduler = new TestScheduler((actual, expected) => t.deepEqual(actual, expected));
    scheduler.run(({ cold, expectObservable }) => {
      const stages = stoppingStages(cold(stop), scheduler);
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

test('ten seconds are what a drain may take', (t) => {
  t.is(DRAIN_DEADLINE_MS, 10_000);
});
test(stopsAfter, '--s', '--(e|)', '2ms 10s (e|)');
test(stopsAfter, '--s--s--s|', '--(e|)', '2ms 10s (e|)');
test(stopsAfter, '(s|)', '(e|)', '10s (e|)');
// A stop that fails stops: going on for ever would be the worse misunderstanding.
test(stopsAfter, '--#', '--(e|)', '2ms 10s (e|)');
test(stopsAfter, '-', '-', '-');

test('one stop is subscribed to once, for however many sessions', (t) => {
  const stop = new Subject<void>();
  const { draining, stopped } = stoppingStages(stop, asyncScheduler);
  for (let i = 0; i < 20; i++) {
    draining.subscribe();
    stopped.subscribe();
  }
  t.true(stop.observed);
  t.is((stop as unknown as { observers: unknown[] }).observers.length, 1);
});

test.serial(
  'WORK is told to stop, short steps finish, handshakes are abandoned, and then it is over',
  async (t) => {
    const serving = await startServing(t);
    const port = await serving.port();
    const [working, greeting, answering, silent] = await Promise.all([
      connectClient(port),
      connectClient(port),
      connectClient(port),
      connectRaw(port),
    ]);
    await Promise.all([working.until('WORK'), greeting.until('HELLO'), answering.until('DONE')]);
    await serving.some('connected', 3);
    serving.stop();
    t.is((await serving.first('stopping')).sessions, 3);
    t.is(await working.next(), 'FAIL Server is stopping.');
    t.deepEqual(await working.closed, { ended: true, errorCode: null });
    await silent.closed;
    await t.throwsAsync(connectToClosed(port), { code: 'ECONNREFUSED' });
    // Its next step is WORK, for which there is no time any more.
    greeting.send('HELLOBACK\n');
    t.is(await greeting.next(), 'FAIL Server is stopping.');
    answering.send('OK\n');
    await serving.completed;
    t.deepEqual(await answering.closed, { ended: true, errorCode: null });
    t.is(serving.of('done').length, 1);
    t.deepEqual(
      serving.of('failed').map(({ outcome, step }) => [outcome, step]),
      [
        ['stopped', 'WORK'],
        ['stopped', 'WORK'],
      ],
    );
    t.deepEqual(serving.of('refused'), []);
    await nothingOpen();
  },
);

test.serial('a session that is past its WORK is finished to its DONE while the server drains', async (t) => {
  const serving = await startServing(t, { requests: 20 });
  const client = await connectClient(await serving.port());
  const conversation = client.converse();
  await serving.first('work_accepted');
  serving.stop();
  t.is(await conversation, 'DONE');
  await serving.completed;
  t.deepEqual(serving.of('failed'), []);
  t.is(serving.of('done').length, 1);
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
