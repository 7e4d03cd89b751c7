import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../protocol/constants.js';
import { completeOptions, type OptionLabel } from './complete-options.js';
import type { ConfigOf } from './option-table.js';
import { invalidOption } from './rules.js';
import { SERVER_OPTIONS } from './server-options.js';

export { LOG_LEVELS, type LogLevel } from './log-levels.js';

/** How a server is set up. Completed, checked and frozen by `completeConfig` (the library) and `argsToServerConfig` (the CLI). */
export interface ServerConfig extends ConfigOf<typeof SERVER_OPTIONS> {}

/**
 * The options that were given, checked, with the defaults of all others; frozen. It accepts what it returned, and returns it unchanged.
 * @param label how messages name an option; by its property when not given
 * @throws {ConfigError} `invalid_option`, whose message names the option, the value and the rule
 */
export function completeConfig(
  given: Partial<ServerConfig> = {},
  label: OptionLabel<keyof ServerConfig> = (name) => name,
): ServerConfig {
  const config = completeOptions(SERVER_OPTIONS, given, label);
  return config.tutorial ? fitTutorial(config, given, label) : config;
}

/** The tutorial is the same every time: fixed words, each body name once, no failure by chance. PROTOCOL.md, "Modes". */
function fitTutorial(
  config: ServerConfig,
  given: Partial<ServerConfig>,
  label: OptionLabel<keyof ServerConfig>,
): ServerConfig {
  const requests = config.bodyNames.length;
  if (given.requests !== undefined && config.requests !== requests) {
    throw conflict('requests', 'asks for each body name once');
  }
  if (config.failRate > 0) throw conflict('failRate', 'never fails by chance');
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
