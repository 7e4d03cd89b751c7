import { bodyNamesRule, checkOption, nBitsRule, requestsRule, switchRule } from '../config/rules.js';
import type { ServerConfig } from '../config/server-config.js';
import type { Plan } from '../session/plan.js';

/** What one client is asked, where it differs from the configuration. */
export interface PlanChoice {
  /** Zero bits that the proof of work asks for, 0 to 64. */
  readonly nBits?: number;
  /** The names that are asked for. */
  readonly bodyNames?: readonly string[];
  /** Body requests, at least 1; as many as there are names where only the names are given. */
  readonly requests?: number;
  /** Ask each name once, in the order given, whatever `requests` says. Default false. */
  readonly inOrder?: boolean;
}

/**
 * The plan of one client's session.
 * @throws {ConfigError} `invalid_option`: names the property, the value and the rule
 */
export function planOf(config: ServerConfig, choice: PlanChoice): Plan {
  const { nBits = config.nBits, bodyNames = config.bodyNames, inOrder = config.tutorial } = choice;
  const { requests = choice.bodyNames === undefined ? config.requests : bodyNames.length } = choice;
  return {
    ...config,
    nBits: checkOption(nBitsRule, 'plan nBits', nBits),
    bodyNames: checkOption(bodyNamesRule, 'plan bodyNames', bodyNames),
    requests: checkOption(requestsRule, 'plan requests', requests),
    inOrder: checkOption(switchRule, 'plan inOrder', inOrder),
  };
}
