import { printOptions } from '../../config/sources/print-options.js';
import { describePath, describeSource } from '../../config/sources/source.js';
import { packageVersion } from '../../config/version.js';
import type { LoadedServerOptions } from './load-options.js';
import { SERVER_COMMAND_LINE } from './options.js';

/** Returns the options that hold, as a configuration file with the source of each value. */
export function printedConfig({ options: { config, program }, sources, file }: LoadedServerOptions): string {
  const source = sources.get('config') ?? { kind: 'default' };
  const from =
    file === null ? '' : `# Configuration file: ${describePath(file)} (${describeSource(source)})\n`;
  const { name, options } = SERVER_COMMAND_LINE;
  return `# ${name} ${packageVersion()}: every option, and where its value comes from\n${from}\n${printOptions(
    options,
    { ...config, ...program },
    sources,
  )}`;
}
