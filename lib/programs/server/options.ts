import { resolve } from 'node:path';
import type { Command, OptionValues } from 'commander';
import { describeText, fileRule, invalidOption, readOption } from '../../config/rules.js';
import { completeConfig, SERVER_RULES, type ServerConfig } from '../../config/server-config.js';
import { buildParser, labelBy, readFlags } from '../../config/flags/parser.js';
import { SERVER_FLAGS } from '../../config/flags/server-flags.js';
import { parseArguments, type Usage } from '../../config/flags/usage.js';

const FOOTER = `Examples:
  $ npm run certs                      make certificates in certificates/, once
  $ tlslp-server --tutorial            one session, every step explained
  $ tlslp-server --host 0.0.0.0 --port 3115 --n-bits 24 --records answers.ndjson

docs/options.md explains every option.`;

/** The parser of tlslp-server: `argsToServerConfig(buildServerParser().parse(argv).opts())`. */
export function buildServerParser(): Command {
  return buildParser({
    name: 'tlslp-server',
    description: 'Asks TLS clients for information, a line at a time, and keeps every answer.',
    flags: SERVER_FLAGS,
    footer: FOOTER,
  });
}

/**
 * Parsed options to a whole, checked, frozen configuration.
 * @param options what `opts()` of the parser says; names that are no part of the configuration are passed over
 * @throws {ConfigError} `invalid_option`, whose message names the flag, the value and the rule
 */
export function argsToServerConfig(options: OptionValues): ServerConfig {
  return completeConfig(readFlags(SERVER_FLAGS, SERVER_RULES, options), labelBy(SERVER_FLAGS));
}

/** Where the program keeps answers: the file of that name, the default place, or nowhere. */
export type RecordsOption =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'default' } | { readonly kind: 'none' };

/** What concerns the program alone, not the server in it. */
export interface ProgramOptions {
  readonly records: RecordsOption;
  /** Path of the log file; null for standard error. */
  readonly logFile: string | null;
}

/** @throws {ConfigError} `invalid_option` */
export function argsToProgramOptions(options: OptionValues): ProgramOptions {
  const records = recordsOf(options);
  const logFile = pathOf('--log-file', options['logFile']);
  if (logFile !== null && records.kind === 'file' && resolve(logFile) === resolve(records.path)) {
    throw invalidOption('--log-file', describeText(logFile), 'must not be the file of --records');
  }
  return { records, logFile };
}

function recordsOf(options: OptionValues): RecordsOption {
  if (options['records'] === false) return { kind: 'none' };
  const path = pathOf('--records', options['records']);
  if (path !== null) return { kind: 'file', path };
  return { kind: options['tutorial'] === true ? 'none' : 'default' };
}

function pathOf(label: string, given: unknown): string | null {
  if (given === undefined) return null;
  if (typeof given !== 'string') throw invalidOption(label, '', `must be ${fileRule.description}`);
  return readOption(fileRule, label, given);
}

export interface ServerOptions {
  readonly config: ServerConfig;
  readonly program: ProgramOptions;
}

/** What tlslp-server has to do about its arguments. Never throws, writes nothing. */
export function parseServerArguments(argv: readonly string[], columns?: number): Usage<ServerOptions> {
  const toOptions = (options: OptionValues): ServerOptions => ({
    config: argsToServerConfig(options),
    program: argsToProgramOptions(options),
  });
  return parseArguments(buildServerParser(), argv, toOptions, columns);
}
