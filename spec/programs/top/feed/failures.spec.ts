import test from 'ava';
import { lastValueFrom, NEVER, timeout } from 'rxjs';
import type { StatusAddress } from '../../../../lib/config/status-address.js';
import { EndOfResponse, TooLarge } from '../../../../lib/programs/top/feed/body.js';
import type { Connection } from '../../../../lib/programs/top/feed/connection.js';
import { ShapeError } from '../../../../lib/programs/top/feed/decode.js';
import { BadResponse, reasonFor, requestFailed } from '../../../../lib/programs/top/feed/failures.js';
import { TransportError } from '../../../../lib/protocol/errors.js';
import { parseStatusAddress } from '../../../../lib/config/status-address.js';

function addressOf(text: string): StatusAddress {
  const address = parseStatusAddress(text);
  if (address === undefined) throw new Error(text);
  return address;
}

const PLAIN: Connection = { address: addressOf('127.0.0.1:9000'), tls: null, token: null };
const TLS: Connection = { ...PLAIN, tls: { options: {}, caCert: null } };
const SOCKET: Connection = { ...TLS, address: addressOf('unix:/run/x.sock') };
const failed = (code: string): Error => Object.assign(new Error('inner'), { code });

const says = test.macro<[Connection, unknown, RegExp]>((t, connection, thrown, expected) => {
  t.regex(reasonFor(connection, thrown), expected);
  t.notRegex(reasonFor(connection, thrown), /inner/);
});

test('a bad response', says, PLAIN, new BadResponse('it is odd'), /^it is odd$/);
test('a cut response', says, PLAIN, new EndOfResponse('the connection was cut'), /^the connection was cut$/);
test(
  'another shape',
  says,
  PLAIN,
  new ShapeError('a\u001b', 'a number'),
  /no valid status: a\\u001b must be a number/,
);
test('too much', says, PLAIN, new TooLarge(2 ** 21), /^it sent too much: it is larger than 2 MiB$/);
test('no HTTP', says, PLAIN, failed('HPE_INVALID_CONSTANT'), /does not speak HTTP; if it speaks HTTPS/);
test('no HTTP over TLS', says, TLS, failed('HPE_INVALID_CONSTANT'), /^it does not speak HTTP$/);
test('a reset', says, PLAIN, failed('ECONNRESET'), /without an answer; if it speaks HTTPS/);
test('nobody there', says, TLS, failed('ECONNREFUSED'), /^connection refused; no tlslp-server with --status/);
test('no socket', says, SOCKET, failed('ENOENT'), /^there is no such socket; no tlslp-server/);
test('a reset over a socket', says, SOCKET, failed('ECONNRESET'), /^the connection was reset$/);
test(
  'an unknown CA',
  says,
  TLS,
  failed('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
  /those that Node trusts; --ca-cert/,
);

test('a failure says where, and what has a reason already keeps it', (t) => {
  const cause = new BadResponse('it is odd');
  const error = requestFailed(PLAIN, cause);
  t.is(error.message, 'Cannot read the status of 127.0.0.1:9000: it is odd.');
  t.is(error.cause, cause);
  const known = new TransportError('connect_failed', 'Known.');
  t.is(requestFailed(PLAIN, known), known);
});

test('a response that does not come', async (t) => {
  const late = await t.throwsAsync(lastValueFrom(NEVER.pipe(timeout(0))), { any: true });
  t.is(reasonFor(PLAIN, late), 'it sent nothing for too long');
});
