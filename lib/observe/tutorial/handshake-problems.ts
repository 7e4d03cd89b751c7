import type { Refusal } from '../../protocol/reasons.js';
import type { Problem } from './problem.js';

/** The handshakes that failed for a reason of their own, without a code. */
const PROBLEMS: Readonly<Partial<Record<Refusal, Problem>>> = {
  handshake_timeout: {
    found: 'A TCP connection came, and its TLS handshake was not complete in time (--other-timeout).',
    instead:
      'With TLS it is the client that speaks first: begin the handshake as soon as the connection stands. Who waits for ' +
      'HELLO before that waits for ever.',
  },
  closed_early: {
    found: 'A TCP connection came, and was closed before a byte was sent.',
    instead:
      'A port scan does that, and a script that waits for the port: then nothing has to be done. If it was your client, ' +
      'see its own error output: it stopped before TLS began.',
  },
  reset: {
    found: 'Your client left in the middle of the TLS handshake, without an alert.',
    instead:
      "See its own error output: most often it refuses the server's certificate, for its name or its CA.",
    refusesServer: true,
  },
  plain_http: {
    found: 'An HTTP request came, without TLS.',
    instead:
      'This server speaks a line protocol over TLS, not HTTP. Use a TLS socket, and no browser, curl or HTTP library.',
  },
  not_tls: {
    found: 'The bytes that came are not TLS: plain text, most often.',
    instead:
      'Begin TLS before the first line: wrap_socket in Python, SSLSocketFactory in Java, tls.Dial in Go, tls.connect in ' +
      'Node, "openssl s_client" in place of nc or telnet.',
  },
  unsupported_version: {
    found:
      'Your client offers only versions of TLS that are too old: TLS 1.2 is the oldest that is accepted.',
    instead: 'Let it use TLS 1.2 or 1.3: a current TLS library does by default.',
  },
  no_shared_cipher: {
    found: 'Your client and the server have no cipher, group or signature algorithm in common.',
    instead: 'Let it use the defaults of a current TLS library.',
  },
  no_certificate: {
    found: 'Your client sent no certificate. The server asks for one.',
    instead:
      'Give the client its certificate and its key, certificates/client_cert.pem and certificates/ec_private_key.pem: ' +
      'load_cert_chain in Python, a KeyManager in Java, Certificates in Go, cert and key in Node, -cert and -key in ' +
      'openssl. For a first try without certificates there is --insecure.',
  },
  certificate_revoked: {
    found: "Your client's certificate was revoked.",
    instead: 'Have a new one issued ("tlslp-certs client NAME").',
  },
};

/**
 * Explains why a handshake failed.
 * @returns null for a reason that has another explanation
 */
export function handshakeProblem(reason: Refusal): Problem | null {
  return PROBLEMS[reason] ?? null;
}
