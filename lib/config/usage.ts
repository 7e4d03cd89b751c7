import { ConfigError } from '../protocol/errors.js';

/** What a program has to do about its arguments: run, or say something and exit. */
export type Usage<Options> = { readonly kind: 'run'; readonly options: Options } | ExitUsage;

export interface ExitUsage {
  readonly kind: 'exit';
  /** 0 after --help and --version, 2 for wrong usage. */
  readonly code: 0 | 2;
  readonly stdout: string;
  /** One line, LF included, that names the option, the value and the rule; or nothing. */
  readonly stderr: string;
}

/** @param message names the option, the value and the rule; already escaped */
export function wrongUsage(program: string, message: string): ExitUsage {
  return { kind: 'exit', code: 2, stdout: '', stderr: `${program}: ${message} (see ${program} --help)\n` };
}

/** The usage `run` with what `make` returns. A ConfigError that it throws is wrong usage; all other errors pass through. */
export function toUsage<Options>(program: string, make: () => Options): Usage<Options> {
  try {
    return { kind: 'run', options: make() };
  } catch (thrown) {
    if (thrown instanceof ConfigError) return wrongUsage(program, thrown.message);
    throw thrown;
  }
}
