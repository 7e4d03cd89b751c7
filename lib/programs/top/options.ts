import { completeOptions, labelByFlag, readOptions } from '../../config/complete-options.js';
import { parseArguments } from '../../config/flags/parse-arguments.js';
import { buildParser, type Command, type CommandLine, type OptionValues } from '../../config/flags/parser.js';
import type { ConfigOf } from '../../config/option-table.js';
import { describeText, invalidOption } from '../../config/rules.js';
import { completionOption } from '../../config/source-options.js';
import { parseStatusAddress } from '../../config/status-address.js';
import { TOP_OPTIONS } from '../../config/top-options.js';
import type { Usage } from '../../config/usage.js';

/** The configuration of tlslp-top. */
export interface TopConfig extends ConfigOf<typeof TOP_OPTIONS> {}

/** The command line of tlslp-top. */
export const TOP_COMMAND_LINE: CommandLine = {
  name: 'tlslp-top',
  description:
    'Shows what a running tlslp server does: who is where, who is done, and whose attempt failed and why.',
  options: { ...TOP_OPTIONS, completion: completionOption },
  footer: `Examples:
  $ tlslp-server --status 127.0.0.1:9000   a server that shows its status
  $ tlslp-top                              what it does, live
  $ tlslp-top --once | grep failed
  $ tlslp-top --status https://challenge.example:9000 --status-token-file token

docs/top.md explains the screen and its keys; docs/options.md and "man
tlslp-top" explain every option; --completion prints the completion for a shell.`,
};

export function buildTopParser(): Command {
  return buildParser(TOP_COMMAND_LINE);
}

/**
 * Converts parsed options to a complete, checked and frozen configuration.
 * @throws {ConfigError} `invalid_option`; the message names the flag, the value and the rule
 */
export function argsToTopConfig(options: OptionValues): TopConfig {
  const config = completeOptions(TOP_OPTIONS, readOptions(TOP_OPTIONS, options), labelByFlag(TOP_OPTIONS));
  const { clientCert, privateKey, caCert } = config;
  if (clientCert !== null && privateKey === null) throw missing('--client-cert', clientCert, '--private-key');
  if (privateKey !== null && clientCert === null) throw missing('--private-key', privateKey, '--client-cert');
  if (usesTls(config)) return config;
  const rule = 'is for HTTPS; give --status-tls, or a URL that begins with https:';
  if (caCert !== null) throw invalidOption('--ca-cert', describeText(caCert), rule);
  if (clientCert !== null) throw invalidOption('--client-cert', describeText(clientCert), rule);
  return config;
}

/** Returns whether HTTPS is used. */
export function usesTls({ status, statusTls }: Pick<TopConfig, 'status' | 'statusTls'>): boolean {
  return statusTls || parseStatusAddress(status)?.tls === true;
}

/** Parses the arguments of tlslp-top. Never throws, and writes nothing. */
export function parseTopArguments(argv: readonly string[], columns?: number): Usage<TopConfig> {
  return parseArguments(buildTopParser(), argv, argsToTopConfig, columns);
}

function missing(flag: string, value: string, other: string) {
  return invalidOption(flag, describeText(value), `needs ${other} too`);
}
