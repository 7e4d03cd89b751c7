import test from 'ava';
import fc from 'fast-check';
import { createNarrator } from '../../../lib/observe/tutorial/narrator.js';
import { REFUSALS, type Refusal } from '../../../lib/protocol/reasons.js';
import type { RefusedCertificate, RefusedEvent } from '../../../lib/server/events.js';

const CERTIFICATE: RefusedCertificate = {
  subject: { CN: 'Ada', OU: ['10', 'c'] },
  issuer: { CN: 'Other CA' },
  serialNumber: '01',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
};

function refusedEvent(reason: Refusal, more: Partial<RefusedEvent> = {}): RefusedEvent {
  const remote = { address: '192.0.2.77', port: 45678 };
  return { type: 'refused', at: 1, remote, reason, message: 'Why.', count: 7, certificate: null, ...more };
}

function told(event: RefusedEvent, serverNames: readonly string[] = ['DNS:localhost']): string {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  createNarrator({ write, colour: false, serverNames })(event);
  return text;
}

const words = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('every reason has an explanation and an advice, and nothing of time and address', (t) => {
  for (const reason of REFUSALS) {
    const text = told(refusedEvent(reason));
    if (reason === 'busy') continue;
    t.regex(text, /^Before a session: a connection was refused\.\n +✘ [^]*\.\n +→ [^]*\.\n/, reason);
    t.regex(text, /\n +This connection was no session: the tutorial waits for the next\.\n$/, reason);
    t.notRegex(text, /192\.0\.2|45678/, reason);
  }
});

test('a connection that comes during a session is told of in the middle of it', (t) => {
  t.regex(
    words(told(refusedEvent('busy'))),
    /^ Another connection came, and was refused: .* Use one connection\. $/,
  );
});

const explains = test.macro({
  exec(t, reason: Refusal, code: string, expected: RegExp) {
    t.regex(words(told(refusedEvent(reason, { code, certificate: CERTIFICATE }))), expected);
  },
  title: (_, reason: Refusal, code: string) => `${reason} ${code}`,
});

const UNTRUSTED = 'untrusted_certificate';
test(explains, UNTRUSTED, 'CERT_HAS_EXPIRED', /✘ Your client's certificate has expired\. subject CN=Ada, OU=10\+c issuer CN=Other CA valid 2026-01-01T00:00:00\.000Z to 2027/); // prettier-ignore
test(
  explains,
  UNTRUSTED,
  'CERT_NOT_YET_VALID',
  /✘ Your client's certificate is not yet valid\. .* → Check the clocks/,
);
test(explains, UNTRUSTED, 'INVALID_PURPOSE', /wrong purpose: .* clientAuth/);
test(explains, UNTRUSTED, 'CA_CERTIFICATE', /certificate of a CA/);
test(explains, UNTRUSTED, 'DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/);
test(explains, UNTRUSTED, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not issued by the CA of this server/);
test(explains, UNTRUSTED, 'CERT_SIGNATURE_FAILURE', /a CA of the same name issued it, with another key/);
test(explains, UNTRUSTED, 'toString', /✘ Why\. .* → The client should use a certificate/);

const ALERT = 'peer_alert';
test(
  explains,
  ALERT,
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  /does not know its CA .* → Give it the CA certificate/,
);
test(
  explains,
  ALERT,
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  /its name is another one\. .* is for: localhost /,
);
test(
  explains,
  ALERT,
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
  /its name is another one\. .* is for: localhost /,
);
test(explains, ALERT, 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', /does not say why .* is for: localhost /);
test(explains, ALERT, 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', /has expired .* clock of the client/);
test(explains, ALERT, 'ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', /serverAuth/);
test(explains, ALERT, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /TLS 1\.2 or 1\.3/);
test(explains, ALERT, 'ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR', /same name with another key/);
test(
  explains,
  ALERT,
  'ERR_SSL_TLSV1_ALERT_USER_CANCELLED',
  /ended the TLS handshake \(alert: user cancelled\)\./,
);
test(explains, ALERT, 'ERR_SSL_TLSV1_ALERT_CONSTRUCTOR', /\(alert: constructor\)/);

test('the names of a server without names are not shown', (t) => {
  t.notRegex(told(refusedEvent(ALERT, { code: 'X_ALERT_BAD_CERTIFICATE' }), []), /is for:/);
});

test('a stranger’s certificate moves no cursor, whatever is in it', (t) => {
  const field = fc.string({ unit: 'binary', maxLength: 40 });
  const name = fc.dictionary(field, fc.oneof(field, fc.array(field, { maxLength: 3 })), { maxKeys: 3 });
  const certificate = fc.record({
    ...{ subject: name, issuer: name, serialNumber: field, validFrom: field, validTo: field },
  });
  fc.assert(
    fc.property(fc.constantFrom(...REFUSALS), field, field, certificate, (reason, code, message, shown) => {
      const text = told(refusedEvent(reason, { code, message, certificate: shown }));
      t.notRegex(text, /[^\P{C}\n]/u);
    }),
  );
});
