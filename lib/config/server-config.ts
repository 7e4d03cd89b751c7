import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../protocol/constants.js';
import { completeOptions, type OptionLabel } from './complete-options.js';
import { checkNetwork } from './network-options.js';
import type { ConfigOf } from './option-table.js';
import { invalidOption } from './rules.js';
import { SERVER_OPTIONS } from './server-options.js';

export { LOG_LEVELS, type LogLevel } from './log-levels.js';

/** The configuration of a server. `completeConfig` (library) and `argsToServerConfig` (CLI) complete, check and freeze it. */
export interface ServerConfig extends ConfigOf<typeof SERVER_OPTIONS> {}

/**
 * Checks the given options, adds the defaults of the others, and returns a frozen configuration. A completed configuration stays unchanged.
 * @param label returns the name of an option for messages; default: its property
 * @throws {ConfigError} `invalid_option`: the message has the option, the value and the rule
 */
export function completeConfig(
  given: Partial<ServerConfig> = {},
  label: OptionLabel<keyof ServerConfig> = (name) => name,
): ServerConfig {
  const config = completeOptions(SERVER_OPTIONS, given, label);
  checkNetwork(config, label);
  return config.tutorial ? fitTutorial(config, given, label) : config;
}

/** Makes the tutorial deterministic: a fixed token and random string, each body name once, no random FAIL. PROTOCOL.md, "Modes". */
function fitTutorial(
  config: ServerConfig,
  given: Partial<ServerConfig>,
  label: OptionLabel<keyof ServerConfig>,
): ServerConfig {
  const requests = config.bodyNames.length;
  if (given.requests !== undefined && config.requests !== requests) {
    throw conflict('requests', 'requests each body name once');
  }
  if (config.failRate > 0) throw conflict('failRate', 'sends no random FAIL');
  return Object.freeze({
    ...config,
    requests,
    token: config.token ?? DEFAULT_TOKEN,
    randomString: config.randomString ?? DEFAULT_RANDOM_STRING,
  });

  function conflict(name: 'requests' | 'failRate', why: string): Error {
    const rule = `must not be given with ${label('tutorial')}, which ${why}`;
    return invalidOption(label(name), String(config[name]), rule);
  }
}
