import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { isNBits, isToken, N_BITS_RULE, TOKEN_RULE } from '../protocol/rules.js';
import { isThreads, THREADS_RULE } from '../work/rules.js';

/** What `tlslp-work` was asked to do. */
export type WorkRequest = SolveRequest | BenchRequest | PrintRequest;

interface Common {
  readonly threads: number | undefined;
  readonly json: boolean;
}
export interface SolveRequest extends Common {
  readonly kind: 'solve';
  readonly token: string;
  readonly nBits: number;
}
export interface BenchRequest extends Common {
  readonly kind: 'bench';
  /** For each measurement. */
  readonly seconds: number;
}
/** The help, or the version. */
export interface PrintRequest {
  readonly kind: 'print';
  readonly text: string;
}

const MAX_BENCH_SECONDS = 3600;
const BENCH_RULE = `an integer from 1 to ${MAX_BENCH_SECONDS}`;
const DEFAULT_BENCH_SECONDS = '3';

const EXAMPLES = `
Examples:
  $ tlslp-work gkcjcibIFynKssuJnJpSrgvawiVjLjEbdFuYQzuWROTeTaSmqFCAzuwkwLCRgIIq 20
  $ tlslp-work --bench
  $ tlslp-work -- -token-that-begins-with-a-dash 20
`;

/**
 * Reads the command line; does nothing and prints nothing.
 * @throws {ConfigError} `invalid_option`: wrong usage, in one line that names the option, the value and the rule
 */
export function parseWorkArguments(argv: readonly string[]): WorkRequest {
  let printed = '';
  const command = new Command('tlslp-work')
    .description(
      'Solves the proof of work of a TLSLP server: prints a suffix such that SHA-256 over token and suffix ends in n_bits zero bits.',
    )
    .argument('[token]', TOKEN_RULE)
    .argument('[n_bits]', N_BITS_RULE)
    .option('--threads <n>', 'threads to search with; as many as the machine runs at once when not given')
    .option(
      '--bench [seconds]',
      `measure how fast this machine is instead, so long for each figure (${DEFAULT_BENCH_SECONDS} when not given)`,
    )
    .option('--json', 'print one line of JSON')
    .version(version())
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: (text) => (printed += text), writeErr: () => undefined })
    .exitOverride();
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: printed };
    throw invalid(escapeText(error.message.replace(/^error: /, '')));
  }
  return toRequest(command.args, command.opts());
}

function toRequest([token, bits]: readonly string[], options: Record<string, unknown>): WorkRequest {
  const { threads: threadsText, bench } = options;
  const threads =
    typeof threadsText === 'string' ? integer('--threads', threadsText, isThreads, THREADS_RULE) : undefined;
  const common = { threads, json: options['json'] === true };
  if (bench !== undefined) {
    if (token !== undefined)
      throw invalid(`--bench takes no token and no n_bits, but there is ${quote(token)}`);
    const text = typeof bench === 'string' ? bench : DEFAULT_BENCH_SECONDS;
    const seconds = integer('--bench', text, (value) => value >= 1 && value <= MAX_BENCH_SECONDS, BENCH_RULE);
    return { kind: 'bench', seconds, ...common };
  }
  if (token === undefined) throw invalid(`token is missing: ${TOKEN_RULE}`);
  if (bits === undefined) throw invalid(`n_bits is missing: ${N_BITS_RULE}`);
  if (!isToken(token)) throw invalid(`token ${quote(token)} is not ${TOKEN_RULE}`);
  return { kind: 'solve', token, nBits: integer('n_bits', bits, isNBits, N_BITS_RULE), ...common };
}

function integer(name: string, text: string, holds: (value: number) => boolean, rule: string): number {
  // Number() would take "0x10", "1e1" and "" as well.
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!holds(value)) throw invalid(`${name} ${quote(text)} is not ${rule}`);
  return value;
}

function quote(text: string): string {
  return `"${escapeText(text)}"`;
}

function invalid(message: string): ConfigError {
  return new ConfigError('invalid_option', message);
}

function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
