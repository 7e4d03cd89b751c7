import { resolve } from 'node:path';
import {
  completeOptions,
  labelByFlag,
  readOptions,
  type OptionLabel,
} from '../../config/complete-options.js';
import { parseArguments } from '../../config/flags/parse-arguments.js';
import { buildParser, type Command, type CommandLine, type OptionValues } from '../../config/flags/parser.js';
import { describeText, invalidOption } from '../../config/rules.js';
import { completeConfig, type ServerConfig } from '../../config/server-config.js';
import { SERVER_OPTIONS } from '../../config/server-options.js';
import { completionOption, SOURCE_OPTIONS } from '../../config/source-options.js';
import { SERVER_PROGRAM_OPTIONS, type ServerProgramOptions } from '../../config/server-program-options.js';
import type { Usage } from '../../config/usage.js';
import { SPOOL_CHECKS } from './spool-checks.js';
import { STATUS_CHECKS } from './status-checks.js';

const COMMAND_OPTIONS = { ...SERVER_OPTIONS, ...SERVER_PROGRAM_OPTIONS };

/** The command line of tlslp-server. */
export const SERVER_COMMAND_LINE: CommandLine = {
  name: 'tlslp-server',
  description: 'Asks TLS clients for information, one line at a time, and stores every answer.',
  options: { ...COMMAND_OPTIONS, ...SOURCE_OPTIONS, completion: completionOption },
  readsSources: true,
  footer: `Examples:
  $ tlslp-certs init                   make certificates in certificates/, once
  $ tlslp-server --tutorial            two sessions, every step explained
  $ tlslp-server --host 0.0.0.0 --port 3115 --n-bits 24 --records answers.ndjson

docs/options.md explains every option, and docs/configuration.md the file of
--config. "man tlslp-server" has every option; --completion prints the
completion for a shell.`,
};

/** Creates the parser of tlslp-server: `argsToServerConfig(buildServerParser().parse(argv).opts())`. */
export function buildServerParser(): Command {
  return buildParser(SERVER_COMMAND_LINE);
}

/**
 * Converts parsed options to a complete, checked and frozen configuration.
 * @param options the result of the parser's `opts()`; names that are not in the configuration are ignored
 * @throws {ConfigError} `invalid_option`; the message names the flag, the value and the rule
 */
export function argsToServerConfig(options: OptionValues): ServerConfig {
  return completeConfig(readOptions(SERVER_OPTIONS, options), labelByFlag(SERVER_OPTIONS));
}

export interface ServerOptions {
  readonly config: ServerConfig;
  /** In tutorial mode, `records` is false unless the options give a file. */
  readonly program: ServerProgramOptions;
}

/**
 * Converts parsed options to the configuration of the server and the options of the program.
 * @throws {ConfigError} `invalid_option`
 */
export function argsToServerOptions(options: OptionValues): ServerOptions {
  const config = argsToServerConfig(options);
  const label = labelByFlag(SERVER_PROGRAM_OPTIONS);
  const given = readOptions(SERVER_PROGRAM_OPTIONS, options);
  const program = completeProgramOptions(config, completeOptions(SERVER_PROGRAM_OPTIONS, given, label));
  refuseSharedFile(program, label);
  refuseOnceWithoutRecords(config, program, labelByFlag(SERVER_OPTIONS));
  refuseWorkersInTutorial(config, program, labelByFlag(COMMAND_OPTIONS));
  for (const { check } of [...STATUS_CHECKS, ...SPOOL_CHECKS]) check(program, label);
  return { config, program };
}

/** Adds the defaults that depend on the configuration of the server. */
export function completeProgramOptions(
  { tutorial }: ServerConfig,
  program: ServerProgramOptions,
): ServerProgramOptions {
  return Object.freeze({ ...program, records: program.records ?? (tutorial ? false : null) });
}

/** Whether the options name one file for the log and the records. By other names they can be one, too: see `refuseOneFile`. */
export function isOneFileByName({
  logFile,
  records,
}: Pick<ServerProgramOptions, 'logFile' | 'records'>): boolean {
  return logFile !== null && typeof records === 'string' && resolve(logFile) === resolve(records);
}

/**
 * The log and the records must not be one file.
 * @throws {ConfigError} `invalid_option`
 */
export function refuseSharedFile(
  { logFile, records }: ServerProgramOptions,
  label: OptionLabel<keyof ServerProgramOptions>,
): void {
  if (logFile === null || !isOneFileByName({ logFile, records })) return;
  throw invalidOption(label('logFile'), describeText(logFile), `must not be the file of ${label('records')}`);
}

/**
 * The records say who is done.
 * @throws {ConfigError} `invalid_option`
 */
export function refuseOnceWithoutRecords(
  { once }: ServerConfig,
  { records }: ServerProgramOptions,
  label: OptionLabel<'once'>,
): void {
  if (!once || records !== false) return;
  throw invalidOption(label('once'), '', 'needs a file of records, which says who is done');
}

/**
 * A tutorial has one session at a time, and tells its steps in their order.
 * @throws {ConfigError} `invalid_option`
 */
export function refuseWorkersInTutorial(
  { tutorial }: Pick<ServerConfig, 'tutorial'>,
  { workers }: Pick<ServerProgramOptions, 'workers'>,
  label: OptionLabel<'workers' | 'tutorial'>,
): void {
  if (!tutorial || workers === 1) return;
  const rule = `must not be given with ${label('tutorial')}, which has one session at a time`;
  throw invalidOption(label('workers'), String(workers), rule);
}

/** Parses the arguments of tlslp-server, without the environment and the configuration file. Never throws, and writes nothing. */
export function parseServerArguments(argv: readonly string[], columns?: number): Usage<ServerOptions> {
  return parseArguments(buildServerParser(), argv, argsToServerOptions, columns);
}
