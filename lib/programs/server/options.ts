import { resolve } from 'node:path';
import { completeOptions, labelByFlag, readOptions } from '../../config/complete-options.js';
import { parseArguments } from '../../config/flags/parse-arguments.js';
import { buildParser, type Command, type CommandLine, type OptionValues } from '../../config/flags/parser.js';
import { describeText, invalidOption } from '../../config/rules.js';
import { completeConfig, type ServerConfig } from '../../config/server-config.js';
import { SERVER_OPTIONS } from '../../config/server-options.js';
import { SERVER_PROGRAM_OPTIONS, type ServerProgramOptions } from '../../config/server-program-options.js';
import type { Usage } from '../../config/usage.js';

/** The command line of tlslp-server. */
export const SERVER_COMMAND_LINE: CommandLine = {
  name: 'tlslp-server',
  description: 'Asks TLS clients for information, a line at a time, and keeps every answer.',
  options: { ...SERVER_OPTIONS, ...SERVER_PROGRAM_OPTIONS },
  footer: `Examples:
  $ npm run certs                      make certificates in certificates/, once
  $ tlslp-server --tutorial            one session, every step explained
  $ tlslp-server --host 0.0.0.0 --port 3115 --n-bits 24 --records answers.ndjson

docs/options.md explains every option.`,
};

/** The parser of tlslp-server: `argsToServerConfig(buildServerParser().parse(argv).opts())`. */
export function buildServerParser(): Command {
  return buildParser(SERVER_COMMAND_LINE);
}

/**
 * Parsed options to a complete, checked, frozen configuration.
 * @param options what `opts()` of the parser returns; names that are no part of the configuration are passed over
 * @throws {ConfigError} `invalid_option`, whose message names the flag, the value and the rule
 */
export function argsToServerConfig(options: OptionValues): ServerConfig {
  return completeConfig(readOptions(SERVER_OPTIONS, options), labelByFlag(SERVER_OPTIONS));
}

export interface ServerOptions {
  readonly config: ServerConfig;
  /** In tutorial mode no answers are kept, unless the options say where. */
  readonly program: ServerProgramOptions;
}

/**
 * Parsed options to all that the program needs.
 * @throws {ConfigError} `invalid_option`
 */
export function argsToServerOptions(options: OptionValues): ServerOptions {
  const config = argsToServerConfig(options);
  const given = readOptions(SERVER_PROGRAM_OPTIONS, options);
  const program = completeOptions(SERVER_PROGRAM_OPTIONS, given, labelByFlag(SERVER_PROGRAM_OPTIONS));
  const records = program.records ?? (config.tutorial ? false : null);
  const { logFile } = program;
  if (logFile !== null && typeof records === 'string' && resolve(logFile) === resolve(records)) {
    const { flag } = SERVER_PROGRAM_OPTIONS.logFile;
    const rule = `must not be the file of ${SERVER_PROGRAM_OPTIONS.records.flag}`;
    throw invalidOption(flag, describeText(logFile), rule);
  }
  return { config, program: { ...program, records } };
}

/** What tlslp-server has to do about its arguments. Never throws, writes nothing. */
export function parseServerArguments(argv: readonly string[], columns?: number): Usage<ServerOptions> {
  return parseArguments(buildServerParser(), argv, argsToServerOptions, columns);
}
