import { Command, CommanderError, Option } from 'commander';
import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { N_BITS_RULE, TOKEN_RULE } from '../../protocol/rules.js';
import { packageVersion } from '../../config/version.js';

/** The command line, sorted into words and options and nothing more. */
export interface WorkWords {
  readonly words: readonly string[];
  /** Texts, as they were given: nothing is checked yet. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The help, or the version. */
export interface PrintRequest {
  readonly kind: 'print';
  readonly text: string;
}

/** For each measurement. */
const DEFAULT_BENCH_SECONDS = '3';
const BENCH_HELP = `measure how fast this machine is instead, so long for each figure (${DEFAULT_BENCH_SECONDS} when not given)`;

const EXAMPLES = `
Examples:
  $ tlslp-work gkcjcibIFynKssuJnJpSrgvawiVjLjEbdFuYQzuWROTeTaSmqFCAzuwkwLCRgIIq 20
  $ tlslp-work --bench
  $ tlslp-work -- -token-that-begins-with-a-dash 20
`;

/**
 * Sorts the command line, or gives the help or the version.
 * @throws {ConfigError} `invalid_option`: an option that there is not, or too many words
 */
export function readWorkCommand(argv: readonly string[]): WorkWords | PrintRequest {
  let printed = '';
  const command = new Command('tlslp-work')
    .description(
      'Solves the proof of work of a TLSLP server: prints a suffix such that SHA-256 over token and suffix ends in n_bits zero bits.',
    )
    .argument('[token]', TOKEN_RULE)
    .argument('[n_bits]', N_BITS_RULE)
    .option('--threads <n>', 'threads to search with; as many as the machine runs at once when not given')
    .addOption(new Option('--bench [seconds]', BENCH_HELP).preset(DEFAULT_BENCH_SECONDS))
    .option('--json', 'print one line of JSON')
    .version(packageVersion())
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: (text) => (printed += text), writeErr: () => undefined })
    .exitOverride();
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: printed };
    throw new ConfigError('invalid_option', escapeText(error.message.replace(/^error: /, '')));
  }
  return { words: command.args, options: command.opts() };
}
