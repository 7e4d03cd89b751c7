import test from 'ava';
import { REFUSALS, type Refusal } from '../../../lib/server/events.js';
import {
  NOT_VERIFIED,
  refusalOf,
  refusalSentence,
  type FailedHandshake,
} from '../../../lib/server/accept/refusals.js';

const tells = test.macro<[reason: Refusal, failed: Partial<FailedHandshake> & { code: string }]>({
  exec: (t, reason, failed) => {
    t.is(refusalOf({ authorizationError: null, bytesRead: 100, ...failed }), reason);
  },
  title: (_, reason, failed) => `${Object.values(failed).join(' ')} is ${reason}`,
});

test(tells, 'handshake_timeout', { code: 'ERR_TLS_HANDSHAKE_TIMEOUT' });
test(tells, 'no_certificate', { code: 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE' });
test(tells, 'no_certificate', { code: NOT_VERIFIED });
test(tells, 'plain_http', { code: 'ERR_SSL_HTTP_REQUEST' });
test(tells, 'plain_http', { code: 'ERR_SSL_HTTPS_PROXY_REQUEST' });
test(tells, 'not_tls', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
test(tells, 'not_tls', { code: 'ERR_SSL_BAD_RECORD_TYPE' });
test(tells, 'not_tls', { code: 'ERR_SSL_UNKNOWN_PROTOCOL' });
test(tells, 'not_tls', { code: 'ERR_SSL_PACKET_LENGTH_TOO_LONG' });
test(tells, 'unsupported_version', { code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' });
test(tells, 'unsupported_version', { code: 'ERR_SSL_VERSION_TOO_LOW' });
test(tells, 'no_shared_cipher', { code: 'ERR_SSL_NO_SHARED_CIPHER' });
test(tells, 'no_shared_cipher', { code: 'ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM' });
test(tells, 'untrusted_certificate', { code: 'ECONNRESET', authorizationError: 'CERT_HAS_EXPIRED' });
test(tells, 'peer_alert', { code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA' });
test(tells, 'peer_alert', { code: 'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE' });
test(tells, 'closed_early', { code: 'ECONNRESET', bytesRead: 0 });
test(tells, 'closed_early', { code: 'EPIPE', bytesRead: 0 });
test(tells, 'reset', { code: 'ECONNRESET', bytesRead: 1 });
test(tells, 'reset', { code: 'EPIPE', bytesRead: 517 });
test(tells, 'other', { code: 'ERR_SSL_SOMETHING_NEW' });
test(tells, 'other', { code: 'unknown' });

test('every reason has a sentence of one line that a full stop ends', (t) => {
  for (const reason of REFUSALS) {
    const sentence = refusalSentence(reason, { code: 'CODE', authorizationError: null, bytesRead: 0 });
    t.regex(sentence, /^[A-Z][ -~]+\.$/);
  }
});

test('a sentence that is only half the story names the code', (t) => {
  const failed = { code: 'ECONNRESET', authorizationError: 'CERT_HAS_EXPIRED', bytesRead: 9 };
  t.is(
    refusalSentence('untrusted_certificate', failed),
    "The client's certificate is not trusted (CERT_HAS_EXPIRED).",
  );
  t.is(
    refusalSentence('other', { ...failed, authorizationError: null }),
    'The TLS handshake failed (ECONNRESET).',
  );
});
