import { completeOptions } from '../../config/complete-options.js';
import { CROSS_CHECKS } from '../../config/cross-checks.js';
import { parseArguments } from '../../config/flags/parse-arguments.js';
import type { OptionValues } from '../../config/flags/parser.js';
import { completeConfig, type ServerConfig } from '../../config/server-config.js';
import { SERVER_OPTIONS } from '../../config/server-options.js';
import { SERVER_PROGRAM_OPTIONS, type ServerProgramOptions } from '../../config/server-program-options.js';
import type { Environment } from '../../config/sources/read-environment.js';
import type { ReadFile } from '../../config/sources/read-file.js';
import { readSources } from '../../config/sources/read-sources.js';
import {
  describeOption,
  describePlace,
  type Given,
  type Mistake,
  type Source,
} from '../../config/sources/source.js';
import { readFileAtMost } from '../../files/read-at-most.js';
import { ConfigError } from '../../protocol/errors.js';
import {
  buildServerParser,
  completeProgramOptions,
  refuseOnceWithoutRecords,
  refuseSharedFile,
  refuseWorkersInTutorial,
  SERVER_COMMAND_LINE,
  type ServerOptions,
} from './options.js';
import { SPOOL_CHECKS } from './spool-checks.js';
import { STATUS_CHECKS } from './status-checks.js';

const DEFAULT: Source = { kind: 'default' };

/** The result of reading all sources: options without a mistake, or every mistake. */
export type LoadResult = LoadedServerOptions | RefusedServerOptions;

export interface LoadedServerOptions {
  readonly kind: 'loaded';
  readonly options: ServerOptions;
  /** The source of each option, by its property. */
  readonly sources: ReadonlyMap<string, Source>;
  /** The path of the configuration file; null if there is none. */
  readonly file: string | null;
}

export interface RefusedServerOptions {
  readonly kind: 'refused';
  /** At least one. */
  readonly mistakes: readonly Mistake[];
  /** The options as far as they could be read; an option with a mistake has its default. */
  readonly readable: LoadedServerOptions;
}

/**
 * Reads the options of tlslp-server from its arguments, its environment and its configuration file. Changes nothing, and never rejects,
 * so a reload is another call: use all of the new options, or none.
 * @param argv the arguments, without the interpreter and the program
 */
export async function loadServerOptions(
  argv: readonly string[],
  env: Environment = process.env,
  readFile: ReadFile = readFileAtMost,
): Promise<LoadResult> {
  const usage = parseArguments(buildServerParser(), argv, (options) => options);
  if (usage.kind === 'run') return loadFrom(usage.options, env, readFile);
  const message = usage.kind === 'exit' ? usage.stderr.trimEnd() : '';
  const readable = await loadFrom({}, {}, readFile);
  return {
    kind: 'refused',
    mistakes: [{ origin: 'flag', message }],
    readable: readable.kind === 'loaded' ? readable : readable.readable,
  };
}

/** Like `loadServerOptions`, with a command line that is parsed already. */
export async function loadFrom(
  flags: OptionValues,
  env: Environment = process.env,
  readFile: ReadFile = readFileAtMost,
): Promise<LoadResult> {
  const { given, mistakes } = await readSources(SERVER_COMMAND_LINE.options, { flags, env, readFile });
  const values = valuesOf(given);
  const conflicts = conflictsOf(given, values, new Set(mistakes.map(({ property }) => property)));
  const all = [...mistakes, ...conflicts];
  const config = all.length === 0 ? completeConfig(serverValues(values)) : plainConfig(values);
  const readable: LoadedServerOptions = {
    kind: 'loaded',
    options: { config, program: programOf(config, values) },
    file: typeof values['config'] === 'string' ? values['config'] : null,
    sources: new Map(
      Object.keys(SERVER_COMMAND_LINE.options).map((name) => [name, given.get(name)?.source ?? DEFAULT]),
    ),
  };
  return all.length === 0 ? readable : { kind: 'refused', mistakes: all, readable };
}

/** Returns the conflicts between options. Checks that read an option with a mistake of its own are skipped. */
function conflictsOf(
  given: ReadonlyMap<string, Given>,
  values: Values,
  mistaken: ReadonlySet<string | undefined>,
): Mistake[] {
  const config = plainConfig(values);
  const program = programOf(config, values);
  const labels = new Map<string, Source>();
  const label = (name: string): string => {
    const source = given.get(name)?.source ?? DEFAULT;
    const text = describeOption(source, SERVER_COMMAND_LINE.options[name]?.flag ?? name);
    labels.set(text, source);
    return text;
  };
  const checks = [
    ...CROSS_CHECKS.map(({ reads, check }) => ({
      reads,
      run: () => {
        check(config, label, serverValues(values));
      },
    })),
    {
      reads: ['logFile', 'records'],
      run: () => {
        refuseSharedFile(program, label);
      },
    },
    {
      reads: ['once', 'records', 'tutorial'],
      run: () => {
        refuseOnceWithoutRecords(config, program, label);
      },
    },
    {
      reads: ['workers', 'tutorial'],
      run: () => {
        refuseWorkersInTutorial(config, program, label);
      },
    },
    ...[...STATUS_CHECKS, ...SPOOL_CHECKS].map(({ reads, check }) => ({
      reads,
      run: () => {
        check(program, label);
      },
    })),
  ];
  return checks
    .filter(({ reads }) => !reads.some((name) => mistaken.has(name)))
    .map(({ run }) => messageOf(run))
    .filter((message) => message !== null)
    .map((message) => mistakeOf(message, labels));
}

function messageOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
}

/** A message begins with the label of its option. For one of a file, its place comes first, as in all mistakes of a file. */
function mistakeOf(message: string, labels: ReadonlyMap<string, Source>): Mistake {
  const [text, source] = [...labels].find(([label]) => message.startsWith(label)) ?? ['', DEFAULT];
  if (source.kind === 'default') return { origin: 'content', message };
  if (source.kind !== 'file') return { origin: source.kind, message };
  const rest = message.slice(text.length);
  return { origin: 'file', message: `${describePlace(source.place)}: ${source.name}${rest}` };
}

type Values = Readonly<Record<string, unknown>>;

function valuesOf(given: ReadonlyMap<string, Given>): Values {
  return Object.fromEntries([...given].map(([name, { value }]) => [name, value]));
}

/** Completes the configuration without the checks of several options. */
function plainConfig(values: Values): ServerConfig {
  return completeOptions(SERVER_OPTIONS, serverValues(values));
}

function programOf(config: ServerConfig, values: Values): ServerProgramOptions {
  const given = only(values, SERVER_PROGRAM_OPTIONS);
  return completeProgramOptions(config, completeOptions(SERVER_PROGRAM_OPTIONS, given));
}

function serverValues(values: Values): Partial<ServerConfig> {
  return only(values, SERVER_OPTIONS);
}

function only(values: Values, table: object): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(table, name)));
}
