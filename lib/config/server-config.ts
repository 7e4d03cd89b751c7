import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../protocol/constants.js';
import { completeOptions, type OptionLabel } from './complete-options.js';
import { CROSS_CHECKS } from './cross-checks.js';
import type { ConfigOf } from './option-table.js';
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
  for (const { check } of CROSS_CHECKS) check(config, label, given);
  return config.tutorial ? fitTutorial(config) : config;
}

/** Makes the tutorial deterministic: a fixed token and random string, each body name once, no random FAIL. PROTOCOL.md, "Modes". */
function fitTutorial(config: ServerConfig): ServerConfig {
  return Object.freeze({
    ...config,
    requests: config.bodyNames.length,
    token: config.token ?? DEFAULT_TOKEN,
    randomString: config.randomString ?? DEFAULT_RANDOM_STRING,
  });
}
