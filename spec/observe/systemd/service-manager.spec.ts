import test from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import {
  EXTEND_EVERY_MS,
  ServiceManager,
  type ServiceManagerOptions,
} from '../../../lib/observe/systemd/service-manager.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import { EVENTS } from '../../programs/helpers/events.js';

interface Managed {
  readonly manager: ServiceManager;
  readonly sent: (readonly string[])[];
  readonly errors: string[];
  /** Lets this time pass, and every message be sent. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

function managed(options: Partial<ServiceManagerOptions> = {}): Managed {
  const scheduler = new VirtualTimeScheduler(undefined, 0);
  const sent: (readonly string[])[] = [];
  const errors: string[] = [];
  const manager = new ServiceManager({
    watchdogMs: null,
    onError: (message) => errors.push(message),
    send: (assignments) => {
      sent.push(assignments);
      return Promise.resolve();
    },
    scheduler,
    monotonicMicroseconds: () => 5n,
    ...options,
  });
  const pass = async (milliseconds: number): Promise<void> => {
    const until = scheduler.maxFrames + milliseconds;
    while (scheduler.maxFrames < until) {
      scheduler.maxFrames = Math.min(until, scheduler.maxFrames + 1000);
      scheduler.flush();
      await new Promise(setImmediate);
    }
    scheduler.frame = until;
    await new Promise(setImmediate);
  };
  return { manager, sent, errors, pass };
}

const STOPPING: ServerEvent = { type: 'stopping', at: 0, sessions: 1, drainTimeout: 60 };
const READY = 'STATUS=Listening on tls://localhost:1234; sessions: 0 open, 0 done';

test('it hears what the server does, each message after the one before', async (t) => {
  const { manager, sent, pass } = managed();
  manager.reloading();
  manager.observe(EVENTS.listening);
  manager.observe(EVENTS.connected);
  manager.reloading();
  manager.reloading();
  manager.observe({ type: 'reload_rejected', at: 0, message: 'x' });
  manager.observe(STOPPING);
  manager.reloading();
  await pass(0);
  t.deepEqual(sent, [
    ['READY=1', READY],
    ['RELOADING=1', 'MONOTONIC_USEC=5'],
    ['READY=1', 'STATUS=Listening on tls://localhost:1234; sessions: 1 open, 0 done'],
    ['STOPPING=1', 'STATUS=Stopping; sessions: 1 open, 0 done', 'EXTEND_TIMEOUT_USEC=30000000'],
  ]);
  await manager.close();
});

test('the watchdog gets a sign of life at half of its time, from the listening on', async (t) => {
  const { manager, sent, pass } = managed({ watchdogMs: 20_000 });
  await pass(60_000);
  t.deepEqual(sent, []);
  manager.observe(EVENTS.listening);
  await pass(30_000);
  t.deepEqual(sent, [['READY=1', READY], ...Array.from({ length: 3 }, () => ['WATCHDOG=1', READY])]);
  await manager.close();
  await pass(60_000);
  t.is(sent.length, 4, 'and none after the end');
});

test('while it drains, it asks for more time again and again', async (t) => {
  const { manager, sent, pass } = managed();
  manager.observe(EVENTS.listening);
  manager.observe(STOPPING);
  await pass(2 * EXTEND_EVERY_MS);
  t.is(sent.filter((message) => message.includes('EXTEND_TIMEOUT_USEC=30000000')).length, 3);
  await manager.close();
});

test('messages do not pile up behind one that is slow', async (t) => {
  const resolvers: (() => void)[] = [];
  const calls: (readonly string[])[] = [];
  const { manager, pass } = managed({
    watchdogMs: 2000,
    send: (message) => {
      calls.push(message);
      return new Promise((resolve) => resolvers.push(resolve));
    },
  });
  manager.observe(EVENTS.listening);
  await pass(60_000);
  t.is(calls.length, 1);
  while (resolvers.length > 0) {
    resolvers.shift()?.();
    await new Promise(setImmediate);
  }
  t.is(calls.length, 2);
  await manager.close();
});

test('when it cannot be told, that is said once, and nothing more is tried', async (t) => {
  let tries = 0;
  const { manager, errors, pass } = managed({
    watchdogMs: 2000,
    send: () => {
      tries += 1;
      return Promise.reject(Object.assign(new Error('spawn'), { code: 'ENOENT' }));
    },
  });
  manager.observe(EVENTS.listening);
  manager.observe(STOPPING);
  await pass(60_000);
  manager.observe(STOPPING);
  await manager.close();
  t.is(tries, 1);
  t.deepEqual(errors, [
    'NOTIFY_SOCKET is set, and the service manager cannot be told: there is no command systemd-notify.',
  ]);
});
