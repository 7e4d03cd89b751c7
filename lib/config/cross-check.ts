import type { OptionLabel } from './complete-options.js';
import type { ConfigOf } from './option-table.js';
import type { SERVER_OPTIONS } from './server-options.js';

type ServerConfig = ConfigOf<typeof SERVER_OPTIONS>;

/** A check of several options of a server against each other. */
export interface CrossCheck {
  /** The options that it reads. It is skipped where one of them has a mistake of its own. */
  readonly reads: readonly (keyof ServerConfig)[];
  /**
   * @param config the values, each of which satisfies its own rule
   * @param label returns the name of an option for the message
   * @param given the values that were given; the others are defaults
   * @throws {ConfigError} `invalid_option`
   */
  readonly check: (
    config: ServerConfig,
    label: OptionLabel<keyof ServerConfig>,
    given: Partial<ServerConfig>,
  ) => void;
}
