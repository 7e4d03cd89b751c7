import { bodyNamesRule, checkOption, nBitsRule, requestsRule, switchRule } from '../config/rules.js';
import type { ServerConfig } from '../config/server-config.js';
import type { Plan } from '../session/plan.js';

/** The plan for one client. A property that is not given has the value of the configuration. */
export interface PlanChoice {
  /** The number of zero bits for the proof of work, 0 to 64. It does not follow the load. */
  readonly nBits?: number;
  /** The body names to request. */
  readonly bodyNames?: readonly string[];
  /** The number of body requests, 1 to 10000. Default: the number of names, if `bodyNames` is given. */
  readonly requests?: number;
  /** Request each name once, in the given order, and ignore `requests`. Default false; in tutorial mode true. */
  readonly inOrder?: boolean;
}

/**
 * Returns the plan of the configuration.
 * @param nBits the number of zero bits for the client
 */
export function configuredPlan(config: ServerConfig, nBits: number): Plan {
  const { token, randomString, bodyNames, requests, failRate, tutorial } = config;
  return { nBits, token, randomString, bodyNames, requests, failRate, inOrder: tutorial };
}

/**
 * Returns the plan for one client's session.
 * @param ofConfig the number of zero bits of the configuration for the client
 * @throws {ConfigError} `invalid_option`: the message has the property, the value and the rule
 */
export function planOf(config: ServerConfig, ofConfig: number, choice: PlanChoice): Plan {
  const { nBits = ofConfig, bodyNames = config.bodyNames, inOrder = config.tutorial } = choice;
  const { requests = choice.bodyNames === undefined ? config.requests : bodyNames.length } = choice;
  return {
    ...config,
    nBits: checkOption(nBitsRule, 'plan nBits', nBits),
    bodyNames: checkOption(bodyNamesRule, 'plan bodyNames', bodyNames),
    requests: checkOption(requestsRule, 'plan requests', requests),
    inOrder: checkOption(switchRule, 'plan inOrder', inOrder),
  };
}
