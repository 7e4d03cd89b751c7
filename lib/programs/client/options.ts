import type { Command, OptionValues } from 'commander';
import { CLIENT_RULES, completeClientConfig, type ClientConfig } from '../../config/client-config.js';
import { CLIENT_FLAGS } from '../../config/flags/client-flags.js';
import { buildParser, labelBy, readFlags } from '../../config/flags/parser.js';
import { parseArguments, type Usage } from '../../config/flags/usage.js';

const FOOTER = `Examples:
  $ npm run certs                      make certificates in certificates/, once
  $ tlslp-client --ports 1234 --tutorial
  $ tlslp-client --host challenge.example --answers answers.json

docs/options.md explains every option.`;

/** The parser of tlslp-client: `argsToClientConfig(buildClientParser().parse(argv).opts())`. */
export function buildClientParser(): Command {
  return buildParser({
    name: 'tlslp-client',
    description: 'Answers a tlslp server: proves its work, and sends what it is asked for.',
    flags: CLIENT_FLAGS,
    footer: FOOTER,
  });
}

/**
 * Parsed options to a whole, checked, frozen configuration.
 * @param options what `opts()` of the parser says
 * @throws {ConfigError} `invalid_option`, whose message names the flag, the value and the rule
 */
export function argsToClientConfig(options: OptionValues): ClientConfig {
  return completeClientConfig(readFlags(CLIENT_FLAGS, CLIENT_RULES, options), labelBy(CLIENT_FLAGS));
}

/** What tlslp-client has to do about its arguments. Never throws, writes nothing. */
export function parseClientArguments(argv: readonly string[], columns?: number): Usage<ClientConfig> {
  return parseArguments(buildClientParser(), argv, argsToClientConfig, columns);
}
