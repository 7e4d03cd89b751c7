import type { OptionLabel } from './complete-options.js';
import type { ConfigOf } from './option-table.js';
import { checkNetwork } from './network-options.js';
import { invalidOption } from './rules.js';
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

/** In the order of their messages. The first mistake of each is reported. */
export const CROSS_CHECKS: readonly CrossCheck[] = [
  {
    reads: ['listen', 'serverHost', 'port', 'reusePort'],
    check: (config, label) => {
      checkNetwork(config, label);
    },
  },
  {
    reads: ['requests', 'tutorial', 'bodyNames'],
    check: ({ tutorial, bodyNames, requests }, label, given) => {
      if (!tutorial || given.requests === undefined || requests === bodyNames.length) return;
      const rule = `must not be given with ${label('tutorial')}, which requests each body name once`;
      throw invalidOption(label('requests'), String(requests), rule);
    },
  },
  {
    reads: ['failRate', 'tutorial'],
    check: ({ tutorial, failRate }, label) => {
      if (!tutorial || failRate === 0) return;
      const rule = `must not be given with ${label('tutorial')}, which sends no random FAIL`;
      throw invalidOption(label('failRate'), String(failRate), rule);
    },
  },
];
