import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import {
  ConfigError,
  ProtocolError,
  ServiceError,
  TransportError,
  ValidationError,
  type TlslpError,
} from '../../lib/protocol/errors.js';
import {
  failLineOf,
  outcomeOf,
  notSent,
  peerLeft,
  serverFull,
  serverStopping,
  timedOut,
  unsolicitedLine,
  type Outcome,
} from '../../lib/protocol/failures.js';

const fails = test.macro({
  exec: (t, error: TlslpError, outcome: Exclude<Outcome, 'done'>, line: string | null) => {
    t.is(failLineOf(error), line);
    t.is(outcomeOf(error), outcome);
  },
  title: (title, error: TlslpError, _outcome, line: string | null) =>
    `${title ?? ''} ${error.code}: ${line ?? 'nobody to tell'}`,
});
const WHY = 'Why.';
test(fails, new ProtocolError('line_too_long', WHY), 'failed', 'FAIL receiving. Why.');
test(fails, new ProtocolError('invalid_utf8', WHY), 'failed', 'FAIL receiving. Why.');
test(fails, new ProtocolError('wrong_answer', WHY), 'failed', 'FAIL receiving. Why.');
test(fails, unsolicitedLine(), 'failed', 'FAIL receiving. A line came that no command asked for.');
test(fails, new ProtocolError('unsendable_line', WHY), 'failed', 'FAIL sending.');
test(fails, new ValidationError('invalid_suffix', WHY), 'failed', 'FAIL Why.');
test(fails, new ValidationError('invalid_checksum', WHY), 'failed', 'FAIL Why.');
test(fails, timedOut('WORK', 1800), 'timeout', 'FAIL receiving. WORK timed out: no answer within 1800 s.');
test(fails, timedOut('HELLO', 0.5), 'timeout', 'FAIL receiving. HELLO timed out: no answer within 0.5 s.');
test(fails, new TransportError('not_sent', WHY), 'disconnected', 'FAIL sending.');
test(fails, peerLeft(), 'disconnected', null);
test('with a cause:', fails, peerLeft(new Error('ECONNRESET')), 'disconnected', null);
test(fails, serverStopping(), 'stopped', 'FAIL Server is stopping.');
test(fails, serverFull('200 sessions'), 'failed', 'FAIL Server is full: 200 sessions.');
test(fails, new ServiceError('not_durable', WHY), 'failed', 'FAIL Why.');
test(fails, new ServiceError('random_failure', WHY), 'failed', 'FAIL Why.');
test(fails, new ServiceError('internal_error', WHY), 'failed', 'FAIL Why.');
test(fails, new ConfigError('unusable_file', '/home/ada/key.pem'), 'failed', 'FAIL Server error.');

test('each has its code, its words, and a cause where there is one', (t) => {
  t.like(peerLeft(), { code: 'disconnected', message: 'The peer left.' });
  t.like(serverFull('200 sessions'), { code: 'server_full' });
  const cause = new Error('EPIPE');
  t.is(notSent(WHY, cause).cause, cause);
  t.false('cause' in notSent(WHY));
});

test('a cause is for logs, and no part of a FAIL line', (t) => {
  const cause = new Error('/var/lib/secret');
  t.is(peerLeft(cause).cause, cause);
  t.false('cause' in peerLeft(null));
  t.is(failLineOf(new ServiceError('not_durable', WHY, { cause })), 'FAIL Why.');
});

test('a FAIL line is one line of printable ASCII within the limit, whatever the reason was made of', (t) => {
  const reason = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 990, maxLength: 1100 }));
  fc.assert(
    fc.property(reason, fc.boolean(), (text, ours) => {
      const error = ours ? new ServiceError('server_full', text) : new ProtocolError('wrong_answer', text);
      assert.match(failLineOf(error) ?? '', /^FAIL [\x20-\x7e]{0,994}$/);
    }),
  );
  t.pass();
});
