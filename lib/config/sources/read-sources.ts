import type { OptionTable } from '../option-table.js';
import { readEnvironment, type Environment } from './read-environment.js';
import type { ReadFile } from './read-file.js';
import { readFlags } from './read-flags.js';
import type { Reading } from './source.js';

/** Where options come from. */
export interface Sources {
  /** The parsed command line: texts by attribute. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Environment;
  readonly readFile: ReadFile;
}

/**
 * Reads the options of all sources: a flag overrides a variable, and a variable overrides the file. The option `config` of the table has
 * the path of the file. Changes nothing, and rejects for no mistake: a source that is overridden is checked too.
 */
export async function readSources(table: OptionTable, { flags, env, readFile }: Sources): Promise<Reading> {
  const fromFlags = readFlags(table, flags);
  const fromEnvironment = await readEnvironment(table, env, readFile);
  const path = (fromFlags.given.get('config') ?? fromEnvironment.given.get('config'))?.value;
  const readings = [fromFlags, fromEnvironment];
  if (typeof path === 'string') {
    // Only now: most starts need no YAML.
    const { readConfigFile } = await import('./file/read-config-file.js');
    readings.push(await readConfigFile(table, path, readFile));
  }
  return {
    given: new Map([...readings].reverse().flatMap(({ given }) => [...given])),
    mistakes: readings.flatMap(({ mistakes }) => mistakes),
  };
}
