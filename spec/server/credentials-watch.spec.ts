import test from 'ava';
import { asyncScheduler, VirtualTimeScheduler, type SchedulerAction, type SchedulerLike } from 'rxjs';
import { CredentialsWatch } from '../../lib/server/credentials-watch.js';
import type { CredentialsWarning } from '../../lib/tls/credentials-warning.js';
import { startServer } from '../../lib/server/start-server.js';
import type { ServerEvent } from '../../lib/server/events.js';
import { X509Certificate } from 'node:crypto';
import { testCertificates } from '../support/certificates.js';
import { nothingOpen, testConfig } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const warning = (changes: Partial<CredentialsWarning> = {}): CredentialsWarning => ({
  code: 'certificate_ends',
  subject: 'A',
  message: 'm',
  isUrgent: false,
  isDaily: true,
  ...changes,
});

/** The hours at which warnings come until the end, with their messages. */
function watched(days: number, warnings: (hour: number) => CredentialsWarning[], tellAt?: number): string[] {
  const scheduler = new VirtualTimeScheduler(undefined, days * DAY_MS);
  const told: string[] = [];
  const hours = (): number => scheduler.now() / HOUR_MS;
  const watch = new CredentialsWatch(
    () => warnings(hours()),
    ({ message, at }) => {
      told.push(`${String(at / HOUR_MS)} ${message}`);
    },
    scheduler,
  );
  watch.tell();
  const running = watch.start();
  if (tellAt !== undefined) {
    scheduler.schedule(() => {
      watch.tell();
    }, tellAt * HOUR_MS);
  }
  scheduler.flush();
  running.unsubscribe();
  return told;
}

test('what stays is said once a day; what is said only when read, once', (t) => {
  const both = [warning(), warning({ code: 'key_exposed', isDaily: false, message: 'key' })];
  t.deepEqual(
    watched(3, () => both),
    ['0 m', '0 key', '24 m', '48 m', '72 m'],
  );
});

test('what is new is said within the hour, and then once a day', (t) => {
  t.deepEqual(
    watched(2, (hour) => (hour < 5.5 ? [] : [warning()])),
    ['6 m', '30 m'],
  );
});

test('what becomes urgent is said at once', (t) => {
  const seen = watched(1.2, (hour) => [warning(hour < 7 ? {} : { isUrgent: true, message: 'now' })]);
  t.deepEqual(seen, ['0 m', '7 now']);
});

test('what ends is forgotten, and is new when it comes again', (t) => {
  t.deepEqual(
    watched(1, (hour) => (hour % 4 === 0 ? [warning()] : [])),
    ['0 m', '4 m', '8 m', '12 m', '16 m', '20 m', '24 m'],
  );
});

test('a change tells all of it again', (t) => {
  t.deepEqual(
    watched(1.5, () => [warning()], 10),
    ['0 m', '10 m', '34 m'],
  );
});

test.serial('a server warns at its start, every day, and after a change', async (t) => {
  const end = Date.parse(new X509Certificate(certificates.server.certPem).validTo);
  // Only the long waits are virtual: two days of the short ones would be millions.
  const slow = new VirtualTimeScheduler();
  const scheduler: SchedulerLike = {
    now: () => slow.now(),
    schedule: (work, delay = 0, state) => {
      const waits = work as (this: SchedulerAction<unknown>, state?: unknown) => void;
      return (delay >= HOUR_MS ? slow : asyncScheduler).schedule(waits, delay, state);
    },
  };
  const began = end - 20.5 * DAY_MS;
  const events: ServerEvent[] = [];
  await using running = await startServer(testConfig(certificates), {
    scheduler,
    wallClock: () => began + slow.now(),
    observers: [(event) => events.push(event)],
  });
  const messages = (): string[] =>
    events.flatMap((event) =>
      event.type === 'credentials_warning' ? [event.message.replace(/.* UTC, /, '')] : [],
    );
  t.deepEqual(messages(), ['in 20 days. Renew it.']);
  slow.maxFrames = 2 * DAY_MS;
  slow.flush();
  t.deepEqual(messages(), ['in 20 days. Renew it.', 'in 19 days. Renew it.', 'in 18 days. Renew it.']);
  const { server, otherServer, ca } = certificates;
  running.setCredentials({ cert: server.certPem, key: server.keyPem, ca: ca.certPem });
  t.is(messages().length, 4);
  running.setCredentials({
    cert: otherServer.certPem,
    key: otherServer.keyPem,
    ca: ca.certPem,
    keyMode: 0o100644,
  });
  t.is(
    events.filter((event) => event.type === 'credentials_warning' && event.code === 'key_exposed').length,
    1,
  );
  t.is(events[0]?.type, 'listening');
  await running.close();
  await nothingOpen();
});
