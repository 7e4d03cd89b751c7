import { CLIENT_OPTIONS } from './client-options.js';
import { completeOptions, type OptionLabel } from './complete-options.js';
import type { ConfigOf } from './option-table.js';

/** The configuration of a client. `completeClientConfig` (library) and `argsToClientConfig` (CLI) complete, check and freeze it. */
export interface ClientConfig extends ConfigOf<typeof CLIENT_OPTIONS> {}

/**
 * Checks the given options, adds the defaults of the others, and returns a frozen configuration. A completed configuration stays unchanged.
 * @param label returns the name of an option for messages; default: its property
 * @throws {ConfigError} `invalid_option`: the message has the option, the value and the rule
 */
export function completeClientConfig(
  given: Partial<ClientConfig> = {},
  label: OptionLabel<keyof ClientConfig> = (name) => name,
): ClientConfig {
  return completeOptions(CLIENT_OPTIONS, given, label);
}
