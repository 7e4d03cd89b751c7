import { completeOptions, type OptionLabel, type OptionRules } from './complete-options.js';
import {
  DEFAULT_BODY_NAMES,
  DEFAULT_HOST,
  DEFAULT_N_BITS,
  DEFAULT_OTHER_TIMEOUT,
  DEFAULT_PORT,
  DEFAULT_RANDOM_STRING,
  DEFAULT_REQUESTS,
  DEFAULT_TOKEN,
  DEFAULT_WORK_TIMEOUT,
} from '../protocol/constants.js';
import type { LogLevel } from './log-levels.js';
import {
  bodyNamesRule,
  failRateRule,
  fileRule,
  hostRule,
  invalidOption,
  logLevelRule,
  nBitsRule,
  orNull,
  portRule,
  requestsRule,
  switchRule,
  timeoutRule,
  tokenRule,
} from './rules.js';

export { LOG_LEVELS, type LogLevel } from './log-levels.js';

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

export const SERVER_RULES: OptionRules<ServerConfig> = {
  serverHost: hostRule,
  port: portRule,
  serverCert: fileRule,
  serverKey: fileRule,
  caCert: fileRule,
  workTimeout: timeoutRule,
  otherTimeout: timeoutRule,
  insecure: switchRule,
  token: orNull(tokenRule),
  randomString: orNull(tokenRule),
  nBits: nBitsRule,
  logLevel: logLevelRule,
  tutorial: switchRule,
  requests: requestsRule,
  bodyNames: bodyNamesRule,
  failRate: failRateRule,
};

/** What a server does that is told nothing. PROTOCOL.md, sections 1 and 2. */
export const SERVER_DEFAULTS: ServerConfig = Object.freeze({
  serverHost: DEFAULT_HOST,
  port: DEFAULT_PORT,
  serverCert: 'certificates/server-cert.pem',
  serverKey: 'certificates/server-key.pem',
  caCert: 'certificates/ca_cert.pem',
  workTimeout: DEFAULT_WORK_TIMEOUT,
  otherTimeout: DEFAULT_OTHER_TIMEOUT,
  insecure: false,
  token: null,
  randomString: null,
  nBits: DEFAULT_N_BITS,
  logLevel: 'INFO',
  tutorial: false,
  requests: DEFAULT_REQUESTS,
  bodyNames: Object.freeze([...DEFAULT_BODY_NAMES]),
  failRate: 0,
});

/**
 * The options that were given, checked, with the defaults of all others; frozen. What it returns, it takes again unchanged.
 * @param label how messages name an option; by its property when not given
 * @throws {ConfigError} `invalid_option`, whose message names the option, the value and the rule
 */
export function completeConfig(
  given: Partial<ServerConfig> = {},
  label: OptionLabel<ServerConfig> = (name) => name,
): ServerConfig {
  const config = completeOptions(SERVER_RULES, SERVER_DEFAULTS, given, label);
  const fitted = config.tutorial ? fitTutorial(config, given, label) : config;
  return Object.freeze({ ...fitted, bodyNames: Object.freeze([...fitted.bodyNames]) });
}

/** The tutorial is the same every time: fixed words, each body name once, no failure by chance. PROTOCOL.md, "Modes". */
function fitTutorial(
  config: ServerConfig,
  given: Partial<ServerConfig>,
  label: OptionLabel<ServerConfig>,
): ServerConfig {
  const requests = config.bodyNames.length;
  if (given.requests !== undefined && config.requests !== requests) {
    throw conflict('requests', 'asks for each body name once');
  }
  if (config.failRate > 0) throw conflict('failRate', 'never fails by chance');
  return {
    ...config,
    requests,
    token: config.token ?? DEFAULT_TOKEN,
    randomString: config.randomString ?? DEFAULT_RANDOM_STRING,
  };

  function conflict(name: 'requests' | 'failRate', why: string): Error {
    const rule = `must not be given with ${label('tutorial')}, which ${why}`;
    return invalidOption(label(name), String(config[name]), rule);
  }
}
