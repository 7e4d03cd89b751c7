import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { isNBits, isToken, N_BITS_RULE, TOKEN_RULE } from '../../protocol/rules.js';
import { isThreads, THREADS_RULE } from '../../work/rules.js';
import type { PrintRequest, WorkWords } from './command.js';

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

const MAX_BENCH_SECONDS = 3600;
const BENCH_RULE = `an integer from 1 to ${MAX_BENCH_SECONDS}`;

/**
 * Reads the command line; does nothing and prints nothing.
 * @throws {ConfigError} `invalid_option`: wrong usage, in one line that names the option, the value and the rule
 */
export async function parseWorkArguments(argv: readonly string[]): Promise<WorkRequest> {
  // Two plain words need no parser, and loading one takes longer than easy work.
  if (argv.length === 2 && !argv.some((word) => word.startsWith('-'))) {
    return toRequest({ words: argv, options: {} });
  }
  const { readWorkCommand } = await import('./command.js');
  const read = readWorkCommand(argv);
  return 'kind' in read ? read : toRequest(read);
}

function toRequest({ words: [token, bits], options }: WorkWords): WorkRequest {
  const { threads: threadsText, bench } = options;
  const threads =
    typeof threadsText === 'string' ? integer('--threads', threadsText, isThreads, THREADS_RULE) : undefined;
  const common = { threads, json: options['json'] === true };
  if (typeof bench === 'string') {
    if (token !== undefined)
      throw invalid(`--bench takes no token and no n_bits, but there is ${quote(token)}`);
    const seconds = integer(
      '--bench',
      bench,
      (value) => value >= 1 && value <= MAX_BENCH_SECONDS,
      BENCH_RULE,
    );
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
