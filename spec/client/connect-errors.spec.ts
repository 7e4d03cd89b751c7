import test from 'ava';
import { connectFailed, refusedAfterHandshake } from '../../lib/client/connect-errors.js';

function withCode(code: string, message = 'Node says this'): Error {
  return Object.assign(new Error(message), { code });
}

const says = test.macro({
  exec: (t, code: string, reason: string) => {
    const error = connectFailed({ host: 'host', caCert: 'ca.pem' }, [{ port: 7, error: withCode(code) }]);
    t.is(error.message, `Cannot connect to host: port 7: ${reason}.`);
    t.is(error.code, 'connect_failed');
  },
  title: (_, code: string, _reason: string) => code,
});
test(says, 'EHOSTUNREACH', 'the host cannot be reached');
test(says, 'SELF_SIGNED_CERT_IN_CHAIN', "the server's certificate is not signed by a CA of ca.pem");
test(says, 'CERT_NOT_YET_VALID', "the server's certificate is not valid yet");
test(says, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'the server does not support TLS 1.2 or newer');
test(says, 'EWHATEVER', 'it failed with EWHATEVER');
test(
  says,
  'INVALID_CA',
  "the server's certificate is signed by a certificate that is no CA: the server needs one that a CA of ca.pem has signed",
);
const TOO_MANY_CAS =
  "too many CAs stand between the server's certificate and a CA of ca.pem: the server needs one that this CA itself has signed";
test(says, 'PATH_LENGTH_EXCEEDED', TOO_MANY_CAS);
test(says, 'CERT_CHAIN_TOO_LONG', TOO_MANY_CAS);
test(says, 'UNSPECIFIED', "the server's certificate is refused: Node says this");

test('what is thrown without a code has words too', (t) => {
  const { message } = connectFailed({ host: 'a\u001bb', caCert: '' }, [{ port: 7, error: 'text' }]);
  t.is(message, 'Cannot connect to a\\u001bb: port 7: it failed.');
});

const refused = test.macro({
  exec: (t, code: string, alert: string) => {
    const cause = withCode(code);
    const error = refusedAfterHandshake('client.pem', cause);
    t.is(error.message, `The server refused the client certificate client.pem: TLS alert "${alert}".`);
    t.is(error.code, 'disconnected');
    t.is(error.cause, cause);
  },
  title: (_, code: string, _alert: string) => code,
});
test(refused, 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'certificate required');
test(refused, 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'unknown ca');
test(refused, 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'certificate expired');

test('a close alone may be a refusal, and may be none', (t) => {
  const error = refusedAfterHandshake('client.pem', undefined);
  t.regex(error.message, /may have refused the client certificate client\.pem\.$/);
  t.false('cause' in error);
});
