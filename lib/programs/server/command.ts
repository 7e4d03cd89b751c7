import { parseArguments } from '../../config/flags/parse-arguments.js';
import { completeOptions, readOptions } from '../../config/complete-options.js';
import { SOURCE_OPTIONS, type SourceOptions } from '../../config/source-options.js';
import type { Mistake } from '../../config/sources/source.js';
import { wrongUsage, type ExitUsage, type Usage } from '../../config/usage.js';
import { EXIT_CODES } from '../shared/exit-codes.js';
import { loadFrom, type LoadedServerOptions, type LoadResult } from './load-options.js';
import { buildServerParser, SERVER_COMMAND_LINE } from './options.js';

const { name } = SERVER_COMMAND_LINE;

/** Reads the arguments of tlslp-server, the environment and the configuration file. Never rejects, and writes nothing. */
export async function parseServerCommand(
  argv: readonly string[],
  columns?: number,
): Promise<Usage<LoadedServerOptions>> {
  const usage = parseArguments(buildServerParser(), argv, (options) => options, columns);
  if (usage.kind !== 'run') return usage;
  const result = await loadFrom(usage.options);
  return (await toPrint(result, wishesOf(usage.options))) ?? toRun(result);
}

/** Returns the text that a program prints instead of running; null if it runs. Each is loaded on its own call only. */
async function toPrint(
  result: LoadResult,
  { checkConfig, printConfig }: Pick<SourceOptions, 'checkConfig' | 'printConfig'>,
): Promise<ExitUsage | null> {
  const checked = checkConfig ? await (await import('./check-config.js')).checkConfig(result) : null;
  if (!printConfig || result.kind === 'refused' || (checked?.code ?? 0) !== 0) return checked;
  const { printedConfig } = await import('./print-config.js');
  return { kind: 'exit', code: 0, stdout: printedConfig(result), stderr: '' };
}

function toRun(result: LoadResult): Usage<LoadedServerOptions> {
  return result.kind === 'loaded' ? { kind: 'run', options: result } : refusal(result.mistakes);
}

/** Returns one line with the first mistake. Wrong flags come first: whoever typed them is there to read it. */
function refusal(mistakes: readonly Mistake[]): ExitUsage {
  const wrongFlag = mistakes.find(({ origin }) => origin === 'flag');
  if (wrongFlag !== undefined) return wrongUsage(name, wrongFlag.message);
  const [first, ...others] = mistakes.map(({ message }) => message);
  const more =
    others.length === 0 ? '' : ` (${others.length} more: "${name} --check-config" lists all mistakes)`;
  return {
    kind: 'exit',
    code: EXIT_CODES.badConfiguration,
    stdout: '',
    stderr: `${name}: ${first ?? ''}${more}\n`,
  };
}

function wishesOf(flags: Readonly<Record<string, unknown>>): SourceOptions {
  return completeOptions(SOURCE_OPTIONS, { ...readOptions(SOURCE_OPTIONS, { ...flags, config: undefined }) });
}
