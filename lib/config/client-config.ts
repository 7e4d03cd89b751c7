import { CLIENT_OPTIONS } from './client-options.js';
import { completeOptions, type OptionLabel } from './complete-options.js';
import type { ConfigOf } from './option-table.js';

/** How a client is set up. Completed, checked and frozen by `completeClientConfig` (the library) and `argsToClientConfig` (the CLI). */
export interface ClientConfig extends ConfigOf<typeof CLIENT_OPTIONS> {}

/**
 * The options that were given, checked, with the defaults of all others; frozen. It accepts what it returned, and returns it unchanged.
 * @param label how messages name an option; by its property when not given
 * @throws {ConfigError} `invalid_option`, whose message names the option, the value and the rule
 */
export function completeClientConfig(
  given: Partial<ClientConfig> = {},
  label: OptionLabel<keyof ClientConfig> = (name) => name,
): ClientConfig {
  return completeOptions(CLIENT_OPTIONS, given, label);
}
