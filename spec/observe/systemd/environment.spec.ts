import test from 'ava';
import fc from 'fast-check';
import { notifyEnvironment } from '../../../lib/observe/systemd/environment.js';

const socket = { NOTIFY_SOCKET: '/run/systemd/notify' };

const reads = test.macro<[env: NodeJS.ProcessEnv, watchdogMs: number | null | undefined]>({
  exec(t, env, watchdogMs) {
    t.is(notifyEnvironment(env, 77)?.watchdogMs, watchdogMs);
  },
  title: (_, env, watchdogMs) =>
    `${JSON.stringify(env)}: ${watchdogMs === undefined ? 'nobody' : String(watchdogMs)}`,
});

test(reads, {}, undefined);
test(reads, { NOTIFY_SOCKET: '' }, undefined);
test(reads, { NOTIFY_SOCKET: 'vsock:2:1234' }, undefined);
test(reads, { NOTIFY_SOCKET: '/' }, undefined);
test(reads, socket, null);
test(reads, { NOTIFY_SOCKET: '@abstract' }, null);
test(reads, { ...socket, WATCHDOG_USEC: '30000000' }, 30_000);
test(reads, { ...socket, WATCHDOG_USEC: '30000000', WATCHDOG_PID: '77' }, 30_000);
test(reads, { ...socket, WATCHDOG_USEC: '30000000', WATCHDOG_PID: '78' }, null);
test(reads, { ...socket, WATCHDOG_USEC: '-5' }, null);
test(reads, { ...socket, WATCHDOG_USEC: '0' }, null);
test(reads, { ...socket, WATCHDOG_USEC: '9999999999999999' }, 2 ** 31 - 1);

test('whatever the environment holds, the time fits a timer', (t) => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (usec, pid) => {
      const read = notifyEnvironment({ ...socket, WATCHDOG_USEC: usec, WATCHDOG_PID: pid }, 77);
      return (
        read !== null && (read.watchdogMs === null || (read.watchdogMs > 0 && read.watchdogMs < 2 ** 31))
      );
    }),
  );
  t.pass();
});
