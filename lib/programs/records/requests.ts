import { completeOptions, labelByFlag, readOptions } from '../../config/complete-options.js';
import { wordOf, type SubcommandLine } from '../../config/command-line.js';
import { parseCommands } from '../../config/flags/commands.js';
import type { OptionValues } from '../../config/flags/parser.js';
import type { ConfigOf, OptionTable } from '../../config/option-table.js';
import { invalidOption, readOption } from '../../config/rules.js';
import type { Usage } from '../../config/usage.js';
import { RECORDS_COMMAND_SET, type RecordsCommand } from './command-lines.js';
import {
  EXPORT_OPTIONS,
  LIST_OPTIONS,
  MIGRATE_OPTIONS,
  MISSING_OPTIONS,
  SHIP_ARGUMENTS,
  SHIP_OPTIONS,
  SHOW_OPTIONS,
  STATS_OPTIONS,
  VERIFY_OPTIONS,
  WHO_ARGUMENTS,
  WHY_OPTIONS,
} from './options.js';

type Request<Command extends RecordsCommand, Table> = ConfigOf<Table> & { readonly command: Command };
/** The words by which somebody names a participant. */
interface Who {
  readonly who: string;
}

export type ListRequest = Request<'list', typeof LIST_OPTIONS>;
export type ShowRequest = Request<'show', typeof SHOW_OPTIONS> & Who;
export type WhyRequest = Request<'why', typeof WHY_OPTIONS> & Who;
export type ExportRequest = Omit<Request<'export', typeof EXPORT_OPTIONS>, 'first' | 'last' | 'all'> & {
  /** Which tries of each participant. */
  readonly which: 'first' | 'last' | 'all';
};
export type MissingRequest = Request<'missing', typeof MISSING_OPTIONS> & { readonly roster: string };
export type StatsRequest = Request<'stats', typeof STATS_OPTIONS>;
export type VerifyRequest = Request<'verify', typeof VERIFY_OPTIONS>;
export type ShipRequest = Request<'ship', typeof SHIP_OPTIONS> & {
  /** The path of the records. */
  readonly file: string;
  /** The URL of the database; null if the environment names it. */
  readonly url: string | null;
};
export type MigrateRequest = Request<'migrate', typeof MIGRATE_OPTIONS>;

/** The task of a `tlslp-records` command line. */
export type RecordsRequest =
  | ListRequest
  | ShowRequest
  | WhyRequest
  | ExportRequest
  | MissingRequest
  | StatsRequest
  | VerifyRequest
  | ShipRequest
  | MigrateRequest;

/** Parses the arguments of tlslp-records. Never throws, and writes nothing. */
export function parseRecordsArguments(argv: readonly string[], columns?: number): Usage<RecordsRequest> {
  return parseCommands(RECORDS_COMMAND_SET, argv, toRequest, columns);
}

function toRequest(line: SubcommandLine, options: OptionValues, words: readonly string[]): RecordsRequest {
  const command = wordOf(line) as RecordsCommand;
  switch (command) {
    case 'list':
      return { command, ...complete(LIST_OPTIONS, options) };
    case 'show':
      return { command, ...complete(SHOW_OPTIONS, options), who: whoOf(words) };
    case 'why':
      return { command, ...complete(WHY_OPTIONS, options), who: whoOf(words) };
    case 'export':
      return toExportRequest(complete(EXPORT_OPTIONS, options));
    case 'missing':
      return toMissingRequest(complete(MISSING_OPTIONS, options));
    case 'stats':
      return { command, ...complete(STATS_OPTIONS, options) };
    case 'verify':
      return { command, ...complete(VERIFY_OPTIONS, options) };
    case 'ship':
      return { command, ...complete(SHIP_OPTIONS, options), ...shippedOf(words) };
    case 'migrate':
      return { command, ...complete(MIGRATE_OPTIONS, options) };
  }
}

function toExportRequest({ first, last, all, ...options }: ConfigOf<typeof EXPORT_OPTIONS>): ExportRequest {
  const given = [
    ...(first ? (['first'] as const) : []),
    ...(last ? (['last'] as const) : []),
    ...(all ? (['all'] as const) : []),
  ];
  const [which = 'last', other] = given;
  if (other !== undefined) {
    throw invalidOption(
      EXPORT_OPTIONS[other].flag,
      '',
      `must not be given with ${EXPORT_OPTIONS[which].flag}`,
    );
  }
  const { bom, names, format } = EXPORT_OPTIONS;
  if (options.bom && options.format !== 'csv') {
    throw invalidOption(bom.flag, '', `must be given with ${format.flag} csv only`);
  }
  // A name that was never asked for is no mistake: the server may ask at random.
  return { command: 'export', which, ...options, names: options.names ?? names.defaultValue };
}

function toMissingRequest({ roster, ...options }: ConfigOf<typeof MISSING_OPTIONS>): MissingRequest {
  if (roster === null) {
    const { flag, rule } = MISSING_OPTIONS.roster;
    throw invalidOption(flag, '', `is missing, must be ${rule.description}`);
  }
  return { command: 'missing', roster, ...options };
}

function complete<Table extends OptionTable>(table: Table, options: OptionValues): ConfigOf<Table> {
  return completeOptions(table, readOptions(table, options), labelByFlag(table));
}

function whoOf([word]: readonly string[]): string {
  const [{ name, rule }] = WHO_ARGUMENTS;
  if (word === undefined) throw invalidOption(name, '', `is missing, must be ${rule.description}`);
  return readOption(rule, name, word);
}

function shippedOf([file, url]: readonly string[]): Pick<ShipRequest, 'file' | 'url'> {
  const [fileArgument, urlArgument] = SHIP_ARGUMENTS;
  if (file === undefined)
    throw invalidOption(fileArgument.name, '', `is missing, must be ${fileArgument.rule.description}`);
  return {
    file: readOption(fileArgument.rule, fileArgument.name, file),
    url: url === undefined ? null : readOption(urlArgument.rule, urlArgument.name, url),
  };
}
