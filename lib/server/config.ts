/** How a server is set up. Made whole, checked and frozen by `completeConfig` (the library) and `argsToServerConfig` (the CLI). */
export interface ServerConfig {
  /** Host name or address to listen on; `localhost` means every loopback address. Default `localhost`. */
  readonly serverHost: string;
  /** TCP port; 0 binds a free one. Default 1234. */
  readonly port: number;
  /** Path of the server's certificate chain, PEM. Default `certificates/server-cert.pem`. */
  readonly serverCert: string;
  /** Path of the server's private key, PEM. Default `certificates/server-key.pem`. */
  readonly serverKey: string;
  /** Path of the CA certificates that clients are verified against, PEM. Default `certificates/ca_cert.pem`. */
  readonly caCert: string;
  /** The deadline of WORK, in seconds. Default 1800. */
  readonly workTimeout: number;
  /** The deadline of every other step and of the TLS handshake, in seconds. Default 10. */
  readonly otherTimeout: number;
  /** Ask for no client certificate; only on this machine. Default false. */
  readonly insecure: boolean;
  /** The same token for every session, or null for a fresh one each. Default null; in tutorial mode the reference's. */
  readonly token: string | null;
  /** The same random string for every request, or null for a fresh one each. Default null; in tutorial mode the reference's. */
  readonly randomString: string | null;
  /** Zero bits that the proof of work asks for, 0 to 64. Default 28. */
  readonly nBits: number;
  /** What is logged. Default `INFO`. */
  readonly logLevel: LogLevel;
  /** One deterministic session, then the end. Default false. */
  readonly tutorial: boolean;
  /** Body requests a session in normal mode, at least 1. Default 20. */
  readonly requests: number;
  /** The body names that are asked for. Default the contract's eight. */
  readonly bodyNames: readonly string[];
  /** The probability, 0 to 1, that a body request is replaced by a FAIL. Default 0. */
  readonly failRate: number;
}

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
