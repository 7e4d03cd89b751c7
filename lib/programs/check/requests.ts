import { wordOf, type SubcommandLine } from '../../config/command-line.js';
import { completeOptions, labelByFlag, readOptions } from '../../config/complete-options.js';
import { parseCommands } from '../../config/flags/commands.js';
import type { OptionValues } from '../../config/flags/parser.js';
import type { ConfigOf, OptionTable } from '../../config/option-table.js';
import { describeText, invalidOption } from '../../config/rules.js';
import { parseWire } from '../../conformance/wire/parse-wire.js';
import type { Toxic } from '../../conformance/wire/toxics.js';
import type { Usage } from '../../config/usage.js';
import { checkPlaceholders } from './check-placeholders.js';
import { CHECK_COMMAND_SET, type CheckCommand } from './command-lines.js';
import { CLIENT_OPTIONS, COMMON_OPTIONS } from './options.js';
import { parseEndpoint, SERVER_OPTIONS } from './server-options.js';

/** The options that every command has. */
export type CommonRequest = ConfigOf<typeof COMMON_OPTIONS>;

/** `tlslp-check client`. */
export interface ClientRequest extends ConfigOf<typeof CLIENT_OPTIONS> {
  readonly command: 'client';
  /** The faults of `wire`. */
  readonly toxics: readonly Toxic[];
  /** The command line of the program under test; empty with `listen`, and with `list`. */
  readonly program: readonly string[];
}

/** A server that runs already, and the files that it takes to be its client. */
export interface ConnectTarget {
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly caCert: string;
  readonly clientCert: string;
  readonly privateKey: string;
}

/** `tlslp-check server`. */
export interface ServerRequest extends ConfigOf<typeof SERVER_OPTIONS> {
  readonly command: 'server';
  /** The faults of `wire`. */
  readonly toxics: readonly Toxic[];
  /** Null where the kit starts the program, and with `list`. */
  readonly target: ConnectTarget | null;
  /** The command line of the program under test; empty with `connect`, and with `list`. */
  readonly program: readonly string[];
}

/** The task of a `tlslp-check` command line. */
export type CheckRequest = ClientRequest | ServerRequest;

const REQUESTS: Readonly<
  Record<CheckCommand, (options: OptionValues, words: readonly string[]) => CheckRequest>
> = {
  client: (options, words) => clientRequest(complete(CLIENT_OPTIONS, options), words),
  server: (options, words) => serverRequest(complete(SERVER_OPTIONS, options), words),
};

/** Parses the arguments of tlslp-check. Never throws, and writes nothing. */
export function parseCheckArguments(argv: readonly string[], columns?: number): Usage<CheckRequest> {
  return parseCommands(CHECK_COMMAND_SET, argv, toRequest, columns);
}

function toRequest(line: SubcommandLine, options: OptionValues, words: readonly string[]): CheckRequest {
  return REQUESTS[wordOf(line) as CheckCommand](options, words);
}

function clientRequest(options: ConfigOf<typeof CLIENT_OPTIONS>, program: readonly string[]): ClientRequest {
  checkReports(options);
  const { listen } = CLIENT_OPTIONS;
  if (options.listen !== null && program.length > 0) {
    throw invalidOption(listen.flag, '', 'must not be given with a program: a client comes by itself');
  }
  if (options.listen === null && program.length === 0 && !options.list) {
    throw invalidOption(
      'program',
      '',
      `is missing: put "--" and its command line last, or give ${listen.flag}`,
    );
  }
  checkPlaceholders(program, ['host', 'port', 'ca', 'cert', 'key']);
  return { command: 'client', ...options, toxics: toxicsOf(options), program };
}

function toxicsOf({ wire }: CommonRequest): readonly Toxic[] {
  const toxics = wire === null ? [] : parseWire(wire);
  if (!('problem' in toxics)) return toxics;
  throw invalidOption(COMMON_OPTIONS.wire.flag, describeText(wire ?? ''), `has ${toxics.problem}`);
}

function serverRequest(options: ConfigOf<typeof SERVER_OPTIONS>, program: readonly string[]): ServerRequest {
  checkReports(options);
  const { connect } = SERVER_OPTIONS;
  if (options.connect !== null && program.length > 0) {
    throw invalidOption(connect.flag, '', 'must not be given with a program: that server runs already');
  }
  if (options.connect === null && program.length === 0 && !options.list) {
    throw invalidOption(
      'program',
      '',
      `is missing: put "--" and its command line last, or give ${connect.flag}`,
    );
  }
  checkPlaceholders(program, ['port', 'ca', 'cert', 'key']);
  return { command: 'server', ...options, toxics: toxicsOf(options), target: targetOf(options), program };
}

function targetOf(options: ConfigOf<typeof SERVER_OPTIONS>): ConnectTarget | null {
  const endpoint = options.connect === null ? null : parseEndpoint(options.connect);
  if (endpoint === null) return null;
  const fileOf = (name: 'caCert' | 'clientCert' | 'privateKey'): string => {
    const path = options[name];
    if (path === null) throw invalidOption(SERVER_OPTIONS[name].flag, '', 'must be given with --connect');
    return path;
  };
  return {
    endpoint,
    caCert: fileOf('caCert'),
    clientCert: fileOf('clientCert'),
    privateKey: fileOf('privateKey'),
  };
}

/** Only one report can be standard output. */
function checkReports({ json, junit, tap }: CommonRequest): void {
  const flags = Object.entries({ json, junit, tap }).filter(([, file]) => file === '-');
  const [first, second] = flags.map(([name]) => `--${name}`);
  if (first !== undefined && second !== undefined) {
    throw invalidOption(second, '', `needs a file: standard output is taken by ${first}`);
  }
}

function complete<Table extends OptionTable>(table: Table, options: OptionValues): ConfigOf<Table> {
  return completeOptions(table, readOptions(table, options), labelByFlag(table));
}
