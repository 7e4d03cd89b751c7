import type { Problem } from './problem.js';

const OWN_CHECK = 'Check the name or address that the client connects to, and the CA that it trusts.';

/** By the name of the alert in OpenSSL's codes, such as ERR_SSL_TLSV1_ALERT_UNKNOWN_CA. RFC 8446, section 6.2. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  UNKNOWN_CA: {
    found:
      "Your client does not trust the server's certificate: it does not know its CA (alert: unknown CA).",
    instead:
      'Give it the CA certificate to trust, certificates/ca_cert.pem: load_verify_locations in Python, a TrustManager in ' +
      'Java, RootCAs in Go, ca in Node, -CAfile in openssl. Do not switch the verification off.',
  },
  BAD_CERTIFICATE: {
    found:
      "Your client refused the server's certificate (alert: bad certificate): most often its name is another one.",
    instead: OWN_CHECK,
    refusesServer: true,
  },
  CERTIFICATE_UNKNOWN: {
    found: "Your client refused the server's certificate, and does not say why (alert: certificate unknown).",
    instead: OWN_CHECK,
    refusesServer: true,
  },
  CERTIFICATE_EXPIRED: {
    found:
      "Your client says that the server's certificate, or its CA's, has expired (alert: certificate expired).",
    instead: 'Check the clock of the client, and "tlslp-certs check" with the certificates of the server.',
  },
  UNSUPPORTED_CERTIFICATE: {
    found:
      "Your client says that the server's certificate is of the wrong kind (alert: unsupported certificate).",
    instead:
      'Check that --server-cert names the certificate of a server: its extended key usage is serverAuth.',
  },
  PROTOCOL_VERSION: {
    found: 'Your client did not accept the version of TLS (alert: protocol version).',
    instead: 'Let it use TLS 1.2 or 1.3.',
  },
  HANDSHAKE_FAILURE: {
    found: 'Your client found no settings of TLS that both sides have (alert: handshake failure).',
    instead: 'Let it use the defaults of a current TLS library: TLS 1.2 or 1.3, and their ciphers.',
  },
  DECRYPT_ERROR: {
    found: 'Your client could not verify a signature of the handshake (alert: decrypt error).',
    instead:
      'Most often it trusts a CA of the same name with another key: take the CA from the same set as the certificate of the server.',
    refusesServer: true,
  },
};

/** Explains the alert with which a client ended the handshake. */
export function alertProblem(code: string): Problem {
  const name = /ALERT_([A-Z_]+)$/.exec(code)?.[1] ?? 'UNKNOWN';
  const known = Object.hasOwn(PROBLEMS, name) ? PROBLEMS[name] : undefined;
  if (known !== undefined) return known;
  const words = name.toLowerCase().replaceAll('_', ' ');
  return {
    found: `Your client ended the TLS handshake (alert: ${words}).`,
    instead: `See its own error output. ${OWN_CHECK}`,
    refusesServer: true,
  };
}
