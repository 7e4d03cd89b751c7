import { completeOptions, type OptionLabel, type OptionRules } from './complete-options.js';
import { DEFAULT_HOST, DEFAULT_OTHER_TIMEOUT, DEFAULT_WORK_TIMEOUT } from '../protocol/constants.js';
import type { LogLevel } from './log-levels.js';
import {
  fileRule,
  hostRule,
  logLevelRule,
  orNull,
  portsRule,
  switchRule,
  threadsRule,
  timeoutRule,
} from './rules.js';

/** How a client is set up. Made whole, checked and frozen by `completeClientConfig` (the library) and `argsToClientConfig` (the CLI). */
export interface ClientConfig {
  /** Host name or address of the server; its certificate must be for this name. Default `localhost`. */
  readonly host: string;
  /** Ports of the server, tried in turn, 1 to 65535. Default 3115, 7883, 8235, 38154, 1234, 55532. */
  readonly ports: readonly number[];
  /** Path of the client's certificate chain, PEM. Default `certificates/client_cert.pem`. */
  readonly clientCert: string;
  /** Path of the client's private key, PEM. Default `certificates/ec_private_key.pem`. */
  readonly privateKey: string;
  /** Path of the CA certificates that the server is verified against, PEM. Default `certificates/ca_cert.pem`. */
  readonly caCert: string;
  /** The deadline of the proof of work, in seconds. Default 1800. */
  readonly workTimeout: number;
  /** The deadline of connecting and of every other step, in seconds. Default 10. */
  readonly otherTimeout: number;
  /** Show no certificate and verify none. Default false. */
  readonly insecure: boolean;
  /** What is logged. Default `INFO`. */
  readonly logLevel: LogLevel;
  /** Explain each step as it happens. Default false. */
  readonly tutorial: boolean;
  /** Path of a JSON file, name to value; null for made-up answers. Default null. */
  readonly answers: string | null;
  /** Threads for the proof of work, 1 to 256; null for as many as the machine offers. Default null. */
  readonly threads: number | null;
}

export const CLIENT_RULES: OptionRules<ClientConfig> = {
  host: hostRule,
  ports: portsRule,
  clientCert: fileRule,
  privateKey: fileRule,
  caCert: fileRule,
  workTimeout: timeoutRule,
  otherTimeout: timeoutRule,
  insecure: switchRule,
  logLevel: logLevelRule,
  tutorial: switchRule,
  answers: orNull(fileRule),
  threads: orNull(threadsRule),
};

/** What a client does that is told nothing. PROTOCOL.md, section 2. */
export const CLIENT_DEFAULTS: ClientConfig = Object.freeze({
  host: DEFAULT_HOST,
  ports: Object.freeze([3115, 7883, 8235, 38154, 1234, 55532]),
  clientCert: 'certificates/client_cert.pem',
  privateKey: 'certificates/ec_private_key.pem',
  caCert: 'certificates/ca_cert.pem',
  workTimeout: DEFAULT_WORK_TIMEOUT,
  otherTimeout: DEFAULT_OTHER_TIMEOUT,
  insecure: false,
  logLevel: 'INFO',
  tutorial: false,
  answers: null,
  threads: null,
});

/**
 * The options that were given, checked, with the defaults of all others; frozen. What it returns, it takes again unchanged.
 * @param label how messages name an option; by its property when not given
 * @throws {ConfigError} `invalid_option`, whose message names the option, the value and the rule
 */
export function completeClientConfig(
  given: Partial<ClientConfig> = {},
  label: OptionLabel<ClientConfig> = (name) => name,
): ClientConfig {
  const config = completeOptions(CLIENT_RULES, CLIENT_DEFAULTS, given, label);
  return Object.freeze({ ...config, ports: Object.freeze([...config.ports]) });
}
