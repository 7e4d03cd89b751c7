import test from 'ava';
import { createLogEvents, type LogEntry, type LogFields } from '../../../lib/observe/log/log-events.js';
import { hasLine } from '../../../lib/observe/lines/operator-lines.js';
import {
  ProtocolError,
  ServiceError,
  TransportError,
  ValidationError,
  type TlslpError,
} from '../../../lib/protocol/errors.js';
import { peerLeft, serverStopping, timedOut } from '../../../lib/protocol/failures.js';
import type { LogLevel } from '../../../lib/config/log-levels.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import { EVENTS, failed, ID, SECRETS, unconfirmed } from '../../programs/helpers/events.js';

const logs = test.macro<[event: ServerEvent, level: LogLevel, message: string, fields: LogFields]>({
  exec(t, event, level, message, fields) {
    t.deepEqual(createLogEvents()(event), [{ level, message, fields }]);
  },
  title: (given = '', event, level, message) => `${given} ${event.type} is logged at ${level}: ${message}`,
});

test(logs, EVENTS.listening, 'INFO', 'listening', {
  host: 'localhost',
  port: 1234,
  addresses: '127.0.0.1 ::1',
});
test(logs, EVENTS.connected, 'INFO', 'session began', {
  id: ID,
  remote: '192.0.2.7:5555',
  subject: 'Ada\\u001b[31m',
  tls: 'TLSv1.3',
});
const PROXIED = {
  ...EVENTS.connected.peer,
  proxy: { remote: { address: '2001:db8::1', port: 9 }, uniqueId: 'a\u001b[31m' },
};
test('behind a proxy,', logs, { ...EVENTS.connected, peer: PROXIED }, 'INFO', 'session began', {
  id: ID,
  remote: '192.0.2.7:5555',
  subject: 'Ada\\u001b[31m',
  tls: 'TLSv1.3',
  proxy: '[2001:db8::1]:9',
  proxyId: 'a\\u001b[31m',
});

test("the end of a session has the proxy's id of it, done or failed", (t) => {
  for (const event of [
    { ...EVENTS.done, peer: PROXIED },
    { ...failed(peerLeft()), peer: PROXIED },
  ]) {
    t.like(createLogEvents()(event), [{ message: 'session ended', fields: { proxyId: 'a\\u001b[31m' } }]);
  }
  t.false('proxyId' in (createLogEvents()(EVENTS.done)[0]?.fields ?? {}));
});

test('a client without a certificate', logs, EVENTS.nobody, 'INFO', 'session began', {
  id: ID,
  remote: 'unknown',
  subject: null,
  tls: null,
});
test(logs, EVENTS.sentWork, 'INFO', 'work sent', { id: ID, subject: 'Ada\\u001b[31m', nBits: 8 });
test(logs, { ...EVENTS.sentWork, command: { kind: 'hello' }, line: 'HELLO' }, 'DEBUG', 'sent', {
  id: ID,
  step: 'HELLO',
});
test(logs, EVENTS.received, 'DEBUG', 'received', { id: ID, step: 'EMAIL1' });
test('sent WORK of an earlier connection', logs, { ...EVENTS.sentWork, resumed: true }, 'INFO', 'work sent', { id: ID, subject: 'Ada\\u001b[31m', nBits: 8, resumed: true }); // prettier-ignore
test('accepted work of an earlier connection', logs, { ...EVENTS.worked, resumed: true }, 'INFO', 'work accepted', { id: ID, nBits: 8, zeroBits: 9, seconds: 1.5, resumed: true }); // prettier-ignore
test(logs, EVENTS.worked, 'INFO', 'work accepted', { id: ID, nBits: 8, zeroBits: 9, seconds: 1.5 });
test(logs, EVENTS.answered, 'DEBUG', 'answered', { id: ID, step: 'EMAIL1' });
test(logs, EVENTS.kept, 'DEBUG', 'answers committed', { id: ID });
test(logs, EVENTS.closed, 'DEBUG', 'connection closed', { id: ID, graceful: true });
test(logs, EVENTS.refused, 'INFO', 'connection refused', {
  remote: '[::1]:7',
  reason: 'plain_http',
  count: 3,
  why: 'It spoke HTTP.\\n',
});
test('shed', logs, EVENTS.shed, 'DEBUG', 'connection refused', {
  remote: '192.0.2.7:7',
  reason: 'shed_lag',
  count: 2,
  why: 'The event loop lags.',
});
test(logs, EVENTS.wouldRefuse, 'INFO', 'connection would be refused', {
  remote: '192.0.2.7:7',
  reason: 'handshake_rate',
  count: 5,
  why: 'This address connects too often.',
});
test(logs, EVENTS.shedding, 'WARNING', 'shedding new connections', {
  reason: 'shed_memory',
  count: 7,
  why: 'Memory runs short.',
});
test(logs, EVENTS.stress, 'WARNING', 'stress began', { cause: 'sessions', sessions: 80 });
test(logs, EVENTS.stressOver, 'INFO', 'stress ended', { seconds: 61.2, sessions: 69 });
test(
  'with a certificate, ',
  logs,
  {
    ...EVENTS.refused,
    reason: 'untrusted_certificate',
    certificate: {
      subject: { CN: 'Max\n', OU: ['a', 'b'] },
      issuer: {},
      serialNumber: '0A',
      validFrom: '2026-01-01T00:00:00.000Z',
      validTo: '2027-01-01T00:00:00.000Z',
    },
  },
  'INFO',
  'connection refused',
  {
    remote: '[::1]:7',
    reason: 'untrusted_certificate',
    count: 3,
    why: 'It spoke HTTP.\\n',
    subject: 'CN=Max\\n, OU=a+b',
    serial: '0A',
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2027-01-01T00:00:00.000Z',
  },
);
for (const [isUrgent, level] of [
  [false, 'WARNING'],
  [true, 'ERROR'],
] as const) {
  const warning = {
    type: 'credentials_warning',
    at: 0,
    code: 'ca_ends',
    message: 'It ends.\n',
    isUrgent,
  } as const;
  test(logs, warning, level, 'credentials warning', { code: 'ca_ends', why: 'It ends.\\n' });
}
test(logs, EVENTS.accepted, 'DEBUG', 'connection accepted', { remote: '[::1]:7' });
test(logs, EVENTS.changed, 'INFO', 'credentials changed', {});
test(logs, EVENTS.rejected, 'ERROR', 'credentials rejected', { why: 'No PEM\\n.' });
test(logs, EVENTS.stopping, 'INFO', 'stopping', { sessions: 1, drainTimeout: 30 });
test(logs, EVENTS.drainTimedOut, 'WARNING', 'drain timed out', { sessions: 2 });
test(logs, EVENTS.reloaded, 'INFO', 'reloaded', { changed: 'n-bits crl' });
test(logs, EVENTS.reloadRejected, 'ERROR', 'reload rejected', { why: 'No PEM\\n.' });
test(logs, EVENTS.trouble, 'ERROR', 'server error', { why: 'Too many open files.' });

const levels = test.macro<[error: TlslpError, level: LogLevel]>({
  exec(t, error, level) {
    t.deepEqual(createLogEvents()(failed(error)), [
      {
        level,
        message: 'session ended',
        fields: {
          id: ID,
          subject: 'Ada\\u001b[31m',
          outcome: 'failed',
          reason: error.code,
          step: 'WORK',
          seconds: 1,
          helloSeconds: 0.1,
          workSeconds: 0.9,
          why: error.message,
        },
      },
    ]);
  },
  title: (_, error, level) => `a session that ended with ${error.code} is logged at ${level}`,
});

test(levels, new ProtocolError('wrong_answer', 'Expected exactly OK.'), 'WARNING');
test(levels, new ValidationError('invalid_suffix', 'Invalid suffix.'), 'WARNING');
test(levels, timedOut('WORK', 1800), 'WARNING');
test(levels, new ServiceError('server_full', 'Server is full.'), 'WARNING');
test(levels, peerLeft(new Error('ECONNRESET')), 'INFO');
test(levels, new TransportError('not_sent', 'Not sent.'), 'INFO');
test(levels, serverStopping(), 'INFO');
test(levels, new ServiceError('random_failure', 'By chance.'), 'INFO');
test(levels, new ServiceError('internal_error', 'Server error.'), 'ERROR');

test('an error of ours is logged with its cause, and the stack apart at DEBUG', (t) => {
  const cause = new Error('ENOSPC:\nno space');
  const [entry, stack, ...rest] = createLogEvents()(
    failed(new ServiceError('not_durable', 'Not kept.', { cause })),
  );
  t.like(entry, { level: 'ERROR', fields: { reason: 'not_durable', cause: 'ENOSPC:\\nno space' } });
  t.like(stack, { level: 'DEBUG', message: 'stack of the cause' });
  t.regex(String(stack?.fields['stack']), /^Error: ENOSPC:\\nno space\\n +at .*log-events\.spec/);
  t.deepEqual(rest, []);
});

test('a cause without a stack, and a thrown value that is no error', (t) => {
  const cause = new Error('bare');
  delete cause.stack;
  const bare = createLogEvents()(failed(new ServiceError('internal_error', 'x', { cause })));
  t.is(bare[1]?.fields['stack'], '');
  t.is(createLogEvents()(failed(new ServiceError('internal_error', 'x', { cause: 'text' }))).length, 1);
});

const DURATIONS = { helloSeconds: 0.1, workSeconds: 1.5, requestsSeconds: 0.5, doneSeconds: 0.4 };

test(logs, EVENTS.done, 'INFO', 'session ended', {
  id: ID,
  subject: 'Ada\\u001b[31m',
  outcome: 'done',
  reason: 'done',
  step: 'DONE',
  ...DURATIONS,
  confirmed: true,
  seconds: 2.5,
});
test('left before OK', logs, unconfirmed(peerLeft()), 'INFO', 'session ended', {
  id: ID,
  subject: 'Ada\\u001b[31m',
  outcome: 'done',
  reason: 'done',
  step: 'DONE',
  ...DURATIONS,
  confirmed: false,
  seconds: 2.5,
  code: 'disconnected',
  why: 'The peer left.',
});

test('deterministic: nothing that differs from run to run', (t) => {
  const log = createLogEvents({ deterministic: true });
  const fields = Object.values(EVENTS).flatMap((event) =>
    log(event).flatMap((entry) => Object.keys(entry.fields)),
  );
  t.deepEqual(
    fields.filter((name) => ['id', 'remote'].includes(name) || /seconds$/i.test(name)),
    [],
  );
  t.true(fields.includes('subject'));
});

test('deterministic: of the work and the end of a session, the log says what it always said', (t) => {
  const log = createLogEvents({ deterministic: true });
  t.deepEqual(log(EVENTS.sentWork), [{ level: 'DEBUG', message: 'sent', fields: { step: 'WORK' } }]);
  t.deepEqual(Object.keys(log(EVENTS.done)[0]?.fields ?? {}), ['outcome', 'reason', 'confirmed']);
  t.deepEqual(Object.keys(log(failed(timedOut('WORK', 5)))[0]?.fields ?? {}), [
    ...['outcome', 'reason', 'step', 'why'],
  ]);
  const quiet = createLogEvents({ deterministic: true, quietOnTerminal: true });
  t.is(quiet(EVENTS.refused)[0]?.level, 'DEBUG', 'its output explains it');
});

test('beside the output on a terminal, entering WORK is for DEBUG', (t) => {
  let debug = true;
  const log = createLogEvents({ workAtDebug: true, debug: () => debug });
  t.like(log(EVENTS.sentWork), [{ level: 'DEBUG', message: 'sent', fields: { step: 'WORK' } }]);
  debug = false;
  t.deepEqual(log(EVENTS.sentWork), []);
});

const quiet = test.macro<[event: ServerEvent, levels: LogLevel[]]>({
  exec(t, event, expected) {
    t.deepEqual(
      createLogEvents({ quietOnTerminal: true })(event).map(({ level }) => level),
      expected,
    );
  },
  title: (_, event, [level]) =>
    `quiet on a terminal: ${event.type} at ${level ?? ''}, ${hasLine(event) ? 'which has a line' : 'which has none'}`,
});

test(quiet, EVENTS.listening, ['DEBUG']);
test(quiet, EVENTS.done, ['DEBUG']);
test(quiet, EVENTS.trouble, ['DEBUG']);
test(quiet, EVENTS.refused, ['DEBUG']);
test(quiet, EVENTS.wouldRefuse, ['INFO']);
test(quiet, EVENTS.sentWork, ['INFO']);
test(quiet, failed(timedOut('WORK', 5)), ['DEBUG']);
test(quiet, failed(new ServiceError('internal_error', 'x', { cause: new Error('y') })), ['ERROR', 'DEBUG']);

test('no entry holds a secret', (t) => {
  const log = createLogEvents();
  const entries: LogEntry[] = Object.values(EVENTS).flatMap((event) => [...log(event)]);
  const text = JSON.stringify(entries);
  for (const secret of Object.values(SECRETS)) t.false(text.includes(secret), secret);
});

test('without DEBUG, what only DEBUG tells of makes no entries, and the rest is the same', (t) => {
  const every = createLogEvents();
  const few = createLogEvents({ debug: () => false });
  for (const event of Object.values(EVENTS)) {
    const entries = every(event);
    const onlyDebug = entries.length > 0 && entries.every(({ level }) => level === 'DEBUG');
    t.deepEqual(few(event), onlyDebug ? [] : entries, event.type);
  }
});
