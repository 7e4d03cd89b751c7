import { CLIENT_OPTIONS } from '../../config/client-options.js';
import { completeClientConfig, type ClientConfig } from '../../config/client-config.js';
import { labelByFlag, readOptions } from '../../config/complete-options.js';
import { parseArguments } from '../../config/flags/parse-arguments.js';
import { buildParser, type Command, type CommandLine, type OptionValues } from '../../config/flags/parser.js';
import { completionOption } from '../../config/source-options.js';
import type { Usage } from '../../config/usage.js';

/** The command line of tlslp-client. */
export const CLIENT_COMMAND_LINE: CommandLine = {
  name: 'tlslp-client',
  description: 'Answers a tlslp server: solves its proof of work, and sends the answers that it asks for.',
  options: { ...CLIENT_OPTIONS, completion: completionOption },
  footer: `Examples:
  $ tlslp-certs init                   make certificates in certificates/, once
  $ tlslp-client --ports 1234 --tutorial
  $ tlslp-client --host challenge.example --answers answers.json

docs/options.md and "man tlslp-client" explain every option; --completion
prints the completion for a shell.`,
};

/** Creates the parser of tlslp-client: `argsToClientConfig(buildClientParser().parse(argv).opts())`. */
export function buildClientParser(): Command {
  return buildParser(CLIENT_COMMAND_LINE);
}

/**
 * Converts parsed options to a complete, checked and frozen configuration.
 * @param options the result of the parser's `opts()`
 * @throws {ConfigError} `invalid_option`; the message names the flag, the value and the rule
 */
export function argsToClientConfig(options: OptionValues): ClientConfig {
  return completeClientConfig(readOptions(CLIENT_OPTIONS, options), labelByFlag(CLIENT_OPTIONS));
}

/** Parses the arguments of tlslp-client. Never throws, and writes nothing. */
export function parseClientArguments(argv: readonly string[], columns?: number): Usage<ClientConfig> {
  return parseArguments(buildClientParser(), argv, argsToClientConfig, columns);
}
