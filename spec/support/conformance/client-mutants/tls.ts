import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import type { Behaviour } from '../behaviour.js';
import type { ClientMutant } from '../client-mutant.js';
import { CORRECT } from '../correct-client.js';

/** Verifies the server, and forgives these errors. */
function forgives(...codes: readonly string[]): Partial<Behaviour> {
  return {
    tls: (options, target) => ({ ...CORRECT.tls(options, target), rejectUnauthorized: false }),
    onSecure: (socket) => {
      const code = String(socket.authorizationError);
      if (!socket.authorized && !codes.includes(code)) socket.destroy(new Error(code));
    },
  };
}

/** Connects with these options instead of the right ones. */
function withTls(options: ConnectionOptions): Partial<Behaviour> {
  return { tls: (right, target) => ({ ...CORRECT.tls(right, target), ...options }) };
}

/** Takes a server for the right one when this says so. */
function identifiedBy(isRight: (host: string, certificate: PeerCertificate) => boolean): Partial<Behaviour> {
  return withTls({
    checkServerIdentity: (host, certificate) =>
      isRight(host, certificate) ? undefined : checkServerIdentity(host, certificate),
  });
}

const NAMES = ['tls.wrong_name', 'tls.right_common_name', 'tls.wrong_wildcard', 'tls.address_missing'];
const CHAINS = ['tls.unknown_ca', 'tls.namesake_ca', 'tls.self_signed', 'tls.self_signed_as_ca'];
const DATES = ['tls.expired', 'tls.not_yet_valid'];
const SIGNERS = ['tls.signed_by_leaf', 'tls.signed_by_client', 'tls.path_too_long'];
const BREAKS = ['tls.alert', 'tls.closed_in_handshake', 'tls.closed_before_hello', 'tls.garbage'];

/** Mistakes in the use of TLS. */
export const TLS_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'verifies_nothing',
    mistake: 'It does not verify the server.',
    caughtBy: [
      ...[...NAMES, ...CHAINS, ...DATES, ...SIGNERS],
      ...['tls.wrong_purpose', 'tls.address_as_name', 'tls.only_common_name'],
    ],
    behaviour: withTls({ rejectUnauthorized: false }),
  },
  {
    name: 'verifies_no_name',
    mistake: 'It does not compare the name of the server.',
    caughtBy: [...NAMES, 'tls.address_as_name', 'tls.only_common_name'],
    behaviour: withTls({ checkServerIdentity: () => undefined }),
  },
  {
    name: 'compares_the_common_name',
    mistake: 'It takes the common name for the name of the server.',
    caughtBy: ['tls.right_common_name', 'tls.only_common_name'],
    behaviour: identifiedBy((host, { subject }) => subject.CN === host),
  },
  {
    name: 'wildcard_without_a_dot',
    mistake: 'It takes *.localhost for a name of localhost.',
    caughtBy: ['tls.wrong_wildcard'],
    behaviour: identifiedBy((host, { subjectaltname }) => subjectaltname === `DNS:*.${host}`),
  },
  {
    name: 'address_among_the_names',
    mistake: 'It looks for an address among the names of hosts.',
    caughtBy: ['tls.address_as_name'],
    behaviour: identifiedBy((host, { subjectaltname }) => subjectaltname === `DNS:${host}`),
  },
  {
    name: 'forgives_dates',
    mistake: 'It forgives a certificate its dates.',
    caughtBy: DATES,
    behaviour: forgives('CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'),
  },
  {
    name: 'forgives_self_signed',
    mistake: 'It trusts a certificate that signed itself.',
    caughtBy: ['tls.self_signed'],
    behaviour: forgives('DEPTH_ZERO_SELF_SIGNED_CERT'),
  },
  {
    name: 'forgives_unknown_authorities',
    mistake: 'It trusts the CA that a server brings with it.',
    caughtBy: ['tls.unknown_ca'],
    behaviour: forgives('SELF_SIGNED_CERT_IN_CHAIN'),
  },
  {
    name: 'compares_names_of_authorities',
    mistake: 'It compares the name of the CA, and verifies no signature.',
    caughtBy: ['tls.namesake_ca', 'tls.self_signed_as_ca'],
    behaviour: {
      tls: (options) => ({ ...options, rejectUnauthorized: false }),
      onSecure: (socket) => {
        const { issuer } = socket.getPeerCertificate();
        if (issuer.CN !== 'tlslp-check CA') socket.destroy(new Error('another CA'));
      },
    },
  },
  {
    name: 'forgives_purposes',
    mistake: 'It forgives a certificate that it is not for servers.',
    caughtBy: ['tls.wrong_purpose'],
    behaviour: forgives('INVALID_PURPOSE'),
  },
  {
    name: 'every_signer_is_an_authority',
    mistake: 'It follows signatures, and does not ask whether the signer is a CA.',
    caughtBy: ['tls.signed_by_leaf', 'tls.signed_by_client'],
    behaviour: forgives('INVALID_CA', 'UNSPECIFIED'),
  },
  {
    name: 'forgives_long_paths',
    mistake: 'It forgives a chain that is longer than its CA allows.',
    caughtBy: ['tls.path_too_long'],
    behaviour: forgives('PATH_LENGTH_EXCEEDED'),
  },
  {
    name: 'old_versions',
    mistake: 'It speaks every version of TLS that it can.',
    caughtBy: ['tls.only_1_1', 'tls.only_1_0'],
    behaviour: withTls({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  },
  {
    name: 'not_1_3',
    mistake: 'It does not speak TLS 1.3.',
    caughtBy: ['tls.only_1_3'],
    behaviour: withTls({ maxVersion: 'TLSv1.2' }),
  },
  {
    name: 'not_1_2',
    mistake: 'It speaks TLS 1.3 only.',
    caughtBy: ['tls.only_1_2'],
    behaviour: withTls({ minVersion: 'TLSv1.3' }),
  },
  {
    name: 'one_kind_of_key',
    mistake: 'It takes only servers with a key like its own.',
    caughtBy: ['tls.rsa', 'tls.p384', 'tls.ed25519'],
    behaviour: withTls({ sigalgs: 'ecdsa_secp256r1_sha256' }),
  },
  {
    name: 'no_intermediates',
    mistake: 'It wants a certificate that its CA itself has signed.',
    caughtBy: ['tls.chain'],
    behaviour: {
      onSecure: (socket) => {
        const { issuerCertificate } = socket.getPeerCertificate(true);
        const isDirect =
          issuerCertificate.fingerprint256 === issuerCertificate.issuerCertificate.fingerprint256;
        if (!isDirect) socket.destroy(new Error('not of the CA itself'));
      },
    },
  },
  {
    name: 'always_localhost',
    mistake: 'It connects to localhost, whatever it is told.',
    caughtBy: ['tls.address', 'tls.address_v6'],
    behaviour: { host: () => 'localhost' },
  },
  {
    name: 'never_succeeds',
    mistake: 'Its exit code is always 1.',
    caughtBy: ['tls.no_certificate_asked', 'tls.rsa', 'tls.address'],
    behaviour: { exitCode: () => 1 },
  },
  {
    name: 'shows_no_certificate',
    mistake: 'It does not present its certificate.',
    caughtBy: ['tls.own_certificate'],
    behaviour: withTls({ cert: undefined, key: undefined }),
  },
  {
    name: 'names_no_server',
    mistake: 'It sends no server name.',
    caughtBy: ['tls.sni'],
    behaviour: withTls({ servername: '' }),
  },
  {
    name: 'always_names_localhost',
    mistake: 'It sends localhost as the server name, whatever it connects to.',
    caughtBy: ['tls.sni_address'],
    behaviour: withTls({ servername: 'localhost' }),
  },
  {
    name: 'an_end_is_success',
    mistake: 'It takes every end of the connection for success.',
    caughtBy: [...BREAKS, 'tls.refused_after_handshake'],
    behaviour: { onEnd: (reason) => ({ ok: true, reason }) },
  },
  {
    name: 'fails_in_silence',
    mistake: 'It does not say why it failed.',
    caughtBy: ['tls.refused_is_said'],
    behaviour: { report: () => undefined },
  },
  {
    name: 'waits_for_a_handshake',
    mistake: 'It waits for the handshake without a limit.',
    caughtBy: ['tls.handshake_stalls'],
    behaviour: { lineLimitMs: Infinity },
    limitSeconds: 1.5,
  },
];
