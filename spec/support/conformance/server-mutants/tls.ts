import { issueLeaf, makeAuthority } from '../../../../lib/certificates/issue.js';
import type { ServerMutant } from '../server/server-mutant.js';

const answerPlainly = (tcp: {
  readonly write: (text: string) => unknown;
  readonly destroy: () => unknown;
}): void => {
  tcp.write('FAIL receiving. This is not TLS.\n');
  tcp.destroy();
};

const stranger = await issueLeaf(await makeAuthority(), { usage: 'server' });
const OTHER_CERTIFICATE = { cert: stranger.certPem, key: stranger.keyPem };

/** Mistakes in who is let in. */
export const TLS_MUTANTS: readonly ServerMutant[] = [
  {
    name: 'asks_for_no_certificate',
    mistake: 'It does not ask for a certificate.',
    caughtBy: ['tls.no_certificate', 'tls.stranger', 'tls.expired', 'tls.wrong_purpose'],
    behaviour: { tls: (options) => ({ ...options, requestCert: false }), admits: () => true },
  },
  {
    name: 'takes_any_certificate',
    mistake: 'It asks for a certificate, and does not verify it.',
    caughtBy: ['tls.no_certificate', 'tls.stranger', 'tls.expired', 'tls.wrong_purpose'],
    behaviour: { tls: (options) => ({ ...options, rejectUnauthorized: false }), admits: () => true },
  },
  {
    name: 'takes_expired_certificates',
    mistake: 'It does not look at the dates of a certificate.',
    caughtBy: ['tls.expired'],
    behaviour: {
      tls: (options) => ({ ...options, rejectUnauthorized: false }),
      admits: (socket) => socket.authorized || String(socket.authorizationError) === 'CERT_HAS_EXPIRED',
    },
  },
  {
    name: 'takes_certificates_for_servers',
    mistake: 'It does not look at the purpose of a certificate.',
    caughtBy: ['tls.wrong_purpose'],
    behaviour: {
      tls: (options) => ({ ...options, rejectUnauthorized: false }),
      admits: (socket) => socket.authorized || String(socket.authorizationError) === 'INVALID_PURPOSE',
    },
  },
  {
    name: 'makes_certificates_optional',
    mistake: 'A certificate is verified, but only if there is one.',
    caughtBy: ['tls.no_certificate', 'tls.ticket_v1_2', 'tls.ticket_v1_3'],
    behaviour: {
      tls: (options) => ({ ...options, rejectUnauthorized: false }),
      admits: (socket) => socket.authorized || Object.keys(socket.getPeerCertificate()).length === 0,
    },
  },
  {
    name: 'gives_tickets',
    mistake: 'A ticket of TLS lets a client in without its certificate.',
    caughtBy: ['tls.ticket_v1_2', 'tls.ticket_v1_3'],
    behaviour: { tls: (options) => options },
  },
  {
    name: 'speaks_tls_1_1',
    mistake: 'It speaks old versions of TLS.',
    caughtBy: ['tls.v1_1'],
    behaviour: {
      tls: (options) => ({ ...options, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    },
  },
  {
    name: 'speaks_tls_1_3_alone',
    mistake: 'It refuses TLS 1.2.',
    caughtBy: ['tls.v1_2'],
    behaviour: { tls: (options) => ({ ...options, minVersion: 'TLSv1.3' }) },
    limitSeconds: 4,
  },
  {
    name: 'speaks_tls_1_2_alone',
    mistake: 'It refuses TLS 1.3.',
    caughtBy: ['tls.v1_3'],
    behaviour: { tls: (options) => ({ ...options, maxVersion: 'TLSv1.2' }) },
    limitSeconds: 4,
  },
  {
    name: 'shows_a_certificate_of_another_ca',
    mistake: 'Its certificate is of another CA.',
    caughtBy: ['tls.server_certificate'],
    behaviour: { tls: (options) => ({ ...options, ...OTHER_CERTIFICATE }) },
  },
  {
    name: 'answers_plain_text',
    mistake: 'It answers in plain text where there was no TLS.',
    caughtBy: ['tls.plain_text', 'tls.http'],
    behaviour: { onHandshakeError: answerPlainly },
  },
];
