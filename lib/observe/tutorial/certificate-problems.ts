import type { Problem } from './problem.js';

const MADE_BY =
  'those that "tlslp-certs init" makes are certificates/client_cert.pem and certificates/ec_private_key.pem';

const OTHER_CA: Problem = {
  found: "Your client's certificate is not trusted: it was not issued by the CA of this server.",
  instead:
    `Send a certificate that this CA issued (${MADE_BY}). If another CA stands between, send its certificate ` +
    'after that of the client: the whole chain.',
};

/** By Node's or OpenSSL's code, and the code of this package for a CA certificate. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  CERT_HAS_EXPIRED: {
    found: "Your client's certificate has expired.",
    instead: 'Have a new one issued ("tlslp-certs client NAME"), and check the clock of the server.',
  },
  CERT_NOT_YET_VALID: {
    found: "Your client's certificate is not yet valid.",
    instead: 'Check the clocks of both machines, and the first day of the certificate.',
  },
  INVALID_PURPOSE: {
    found:
      "Your client's certificate has the wrong purpose: it states what it is for, and clients are not in it.",
    instead:
      'Send the certificate of a client, not that of a server: its extended key usage has to contain clientAuth.',
  },
  CA_CERTIFICATE: {
    found: "Your client sent the certificate of a CA in place of a client's.",
    instead: `Send the certificate that the CA issued, with its own key: ${MADE_BY}.`,
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    found: "Your client's certificate is not trusted: it is self-signed, or that of a CA itself.",
    instead: `Send a certificate that the CA of this server issued, with its own key: ${MADE_BY}.`,
  },
  SELF_SIGNED_CERT_IN_CHAIN: OTHER_CA,
  UNABLE_TO_GET_ISSUER_CERT: OTHER_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: OTHER_CA,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: OTHER_CA,
  CERT_SIGNATURE_FAILURE: {
    found: "Your client's certificate is not trusted: a CA of the same name issued it, with another key.",
    instead:
      'Certificates that were made anew do not fit older ones: take those of the client and of the server from the same set.',
  },
  CERT_REVOKED: {
    found: "Your client's certificate was revoked.",
    instead: 'Have a new one issued ("tlslp-certs client NAME").',
  },
  UNSPECIFIED: {
    found: "Your client's certificate is too weak for OpenSSL: most often its key or its signature.",
    instead: 'Use an EC key, or an RSA key of at least 2048 bits, and SHA-256 for the signature.',
  },
};

/**
 * Explains why a client's certificate was refused.
 * @returns null for a code that has no explanation
 */
export function certificateProblem(code: string): Problem | null {
  return (Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined) ?? null;
}
