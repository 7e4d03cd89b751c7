import { completeOptions, labelByFlag, readOptions } from '../../config/complete-options.js';
import type { ArgumentDefinition } from '../../config/option-table.js';
import { describeText, invalidOption, readOption } from '../../config/rules.js';
import { WORK_ARGUMENTS, WORK_OPTIONS } from '../../config/work-options.js';

export const WORK = 'tlslp-work';

/** The task of a `tlslp-work` command line. */
export type WorkRequest = SolveRequest | BenchRequest;

interface Common {
  /** The number of threads; as many as the machine runs in parallel when undefined. */
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
  /** The duration of each measurement. */
  readonly seconds: number;
}

/**
 * Converts the words and options of a command line to a request.
 * @param words the arguments that are not options
 * @param options the result of the parser's `opts()`
 * @throws {ConfigError} `invalid_option`; the one-line message names the option, the value and the rule
 */
export function toWorkRequest(
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): WorkRequest {
  const given = readOptions(WORK_OPTIONS, options);
  const { bench, threads, json } = completeOptions(WORK_OPTIONS, given, labelByFlag(WORK_OPTIONS));
  const common = { threads: threads ?? undefined, json };
  const [token, nBits] = words;
  if (bench === null) {
    const [tokenArgument, nBitsArgument] = WORK_ARGUMENTS;
    return {
      kind: 'solve',
      token: readArgument(tokenArgument, token),
      nBits: readArgument(nBitsArgument, nBits),
      ...common,
    };
  }
  if (token !== undefined) {
    const rule = `must not be given with ${WORK_OPTIONS.bench.flag}, which takes no token and no n_bits`;
    throw invalidOption(describeText(token), '', rule);
  }
  return { kind: 'bench', seconds: bench, ...common };
}

function readArgument<T>({ name, rule }: ArgumentDefinition<T>, text: string | undefined): T {
  if (text === undefined) throw invalidOption(name, '', `is missing, must be ${rule.description}`);
  return readOption(rule, name, text);
}
