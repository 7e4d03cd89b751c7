import test from 'ava';
import { connectFailed, ConnectTimeout, refusedAfterHandshake } from '../../lib/client/connect-errors.js';
import {
  answerTooLate,
  earlyCommand,
  failedByServer,
  serverDeaf,
  serverLeft,
  serverSilent,
  solverWrong,
  workTooLong,
} from '../../lib/client/failures.js';
import { isTemporary } from '../../lib/client/temporary.js';
import {
  alreadyDone,
  certificateRevoked,
  closedSince,
  notOnList,
  opensLater,
  revocationUnknown,
} from '../../lib/protocol/access-failures.js';
import { parseCommand } from '../../lib/protocol/commands.js';
import {
  ConfigError,
  ProtocolError,
  ServiceError,
  ValidationError,
  type TlslpError,
} from '../../lib/protocol/errors.js';
import {
  failLineOf,
  notSent,
  peerLeft,
  serverStopping,
  sessionTimedOut,
  timedOut,
  unsolicitedLine,
  workSpent,
} from '../../lib/protocol/failures.js';
import { notDurable } from '../../lib/records/records-errors.js';
import {
  allPlacesTaken,
  tooManyFromAddress,
  tooManySessions,
  tooManyTries,
  tutorialBusy,
} from '../../lib/server/limits/rejection.js';

const is = test.macro<[Error, boolean]>((t, error, expected) => {
  t.is(isTemporary(error), expected);
});

const TARGET = { host: 'localhost', caCert: 'ca.pem' };
const coded = (code: string): Error => Object.assign(new Error(code), { code });
const connect = (...errors: readonly Error[]): TlslpError =>
  connectFailed(
    TARGET,
    errors.map((error, port) => ({ port, error })),
  );

test('the connection was lost', is, peerLeft(), true);
test('the server left', is, serverLeft(), true);
test('the server said nothing', is, serverSilent(10), true);
test('the server read nothing', is, serverDeaf(10), true);
test('a line could not be written', is, notSent('The connection is closed.'), true);
test('own work took too long', is, workTooLong(1800), false);
test('an own answer took too long', is, answerTooLate('COUNTRY', 10), false);
test('an own solver is wrong', is, solverWrong('is not a string'), false);
test('a server that breaks the rules', is, earlyCommand('WORK', 'HELLO'), false);
test('an unusable certificate', is, new ConfigError('unusable_certificate', 'No.'), false);
test('another error', is, coded('ECONNRESET'), false);

test('refused', is, connect(coded('ECONNREFUSED')), true);
test(
  'closed in the handshake, as a server with too many handshakes does',
  is,
  connect(coded('ECONNRESET')),
  true,
);
test('no answer in time', is, connect(new ConnectTimeout(10)), true);
test('no such host: a name server may be late', is, connect(coded('ENOTFOUND')), true);
test('no port to try', is, connect(coded('EHOSTUNREACH'), coded('EPROTO')), true);
test(
  'something else at every port',
  is,
  connect(coded('ERR_SSL_WRONG_VERSION_NUMBER'), coded('EPROTO')),
  false,
);
test('an old server', is, connect(coded('ERR_SSL_UNSUPPORTED_PROTOCOL')), false);
test('a server of another CA', is, connect(coded('SELF_SIGNED_CERT_IN_CHAIN')), false);
test(
  'one that is not trusted, and a closed port',
  is,
  connect(coded('ECONNREFUSED'), coded('CERT_HAS_EXPIRED')),
  false,
);
test('signed by one that is no CA', is, connect(coded('UNSPECIFIED')), false);
test('signed by one that is no CA, in other words', is, connect(coded('INVALID_CA')), false);
test('too many CAs', is, connect(coded('PATH_LENGTH_EXCEEDED')), false);
test('far too many CAs', is, connect(coded('CERT_CHAIN_TOO_LONG')), false);
test('another name', is, connect(coded('ERR_TLS_CERT_ALTNAME_INVALID')), false);
test('an alert', is, connect(coded('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA')), false);
test('closed after the handshake', is, refusedAfterHandshake('c.pem', coded('ECONNRESET')), true);
test(
  'an alert after the handshake',
  is,
  refusedAfterHandshake('c.pem', coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')),
  false,
);
test(
  'closed after the handshake, and the certificate has expired',
  is,
  refusedAfterHandshake('c.pem', null, 'expired'),
  false,
);

/** What a client makes of the FAIL line that the server of this package sends for an error. */
const told = test.macro<[TlslpError, boolean]>((t, error, expected) => {
  const command = parseCommand(failLineOf(error) ?? '');
  t.is(command.kind, 'fail');
  if (command.kind === 'fail') t.is(isTemporary(failedByServer(command.reason)), expected, command.reason);
});

test('FAIL: stopping', told, serverStopping(), true);
test('FAIL: full', told, allPlacesTaken().error, true);
test('FAIL: busy', told, tutorialBusy().error, true);
test('FAIL: too many sessions of the certificate', told, tooManySessions(4).error, true);
test('FAIL: too many sessions of the address', told, tooManyFromAddress(4).error, true);
test('FAIL: too many tries', told, tooManyTries(20, 60_000).error, true);
test('FAIL: no current list of revoked certificates', told, revocationUnknown(), true);
test('FAIL: the proof was sent on a lost connection', told, workSpent(), true);
test('FAIL: answers not kept', told, notDurable(coded('ENOSPC')), true);
test('FAIL: an answer late', told, timedOut('COUNTRY', 10), true);
test('FAIL: HELLOBACK late', told, timedOut('HELLO', 10), true);
test('FAIL: the work late', told, timedOut('WORK', 1800), false);
test('FAIL: the session late', told, sessionTimedOut('COUNTRY', 3600), false);
test('FAIL: revoked', told, certificateRevoked(), false);
test('FAIL: not on the list', told, notOnList(), false);
test('FAIL: opens later', told, opensLater('12:00'), false);
test('FAIL: closed', told, closedSince('12:00'), false);
test('FAIL: done already', told, alreadyDone(), false);
test(
  'FAIL: a wrong suffix',
  told,
  new ValidationError('invalid_suffix', 'Invalid suffix returned from client.'),
  false,
);
test(
  'FAIL: a wrong checksum',
  told,
  new ValidationError('invalid_checksum', 'Invalid checksum received.'),
  false,
);
test('FAIL: a wrong line', told, unsolicitedLine(), false);
test(
  'FAIL: a wrong word',
  told,
  new ProtocolError('wrong_answer', 'The answer to HELLO was not HELLOBACK.'),
  false,
);
test(
  'FAIL: unknown words',
  told,
  new ServiceError('not_authorized', 'Your team is not in this round.'),
  false,
);
