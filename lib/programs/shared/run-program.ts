import { inspect } from 'node:util';
import type { LogLevel } from '../../config/log-levels.js';
import type { Usage } from '../../config/usage.js';
import { isTlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { heedSignals, Interruption, type StopRequests } from './signals.js';
import { flush, ignoreErrors, type ProgramStream, type ProgramStreams } from './standard-streams.js';

const FAILED = 1;
const MAX_MESSAGE_CHARS = 2000;

/** A program, apart from what all programs do alike. */
export interface Program<Options> {
  readonly name: string;
  /** Sorts the arguments. Writes nothing, and never fails for what a user typed. `columns` is the width of the help. */
  readonly parse: (argv: readonly string[], columns?: number) => Usage<Options> | Promise<Usage<Options>>;
  /** At DEBUG the stack of a failure is shown. Default: never. */
  readonly logLevel?: (options: Options) => LogLevel;
  /** Whether the first signal asks it to stop in order, and only the second to end at once. Default false. */
  readonly stopsInOrder?: boolean;
  /** Resolves to the exit code. What it rejects with is a failure, or the reason of `interrupt`. */
  readonly run: (options: Options, context: ProgramContext) => Promise<number>;
}

export type ProgramContext = ProgramStreams & Pick<StopRequests, 'stop' | 'interrupt'>;

/**
 * Runs a program: its usage, its signals, its one line when it fails. Never rejects for what `run` rejects with, never calls
 * `process.exit`.
 * @param argv the arguments alone, without the interpreter and the program
 * @param streams an error of theirs, such as a reader who is gone, never ends the program; what was written to them is flushed
 * @returns the exit code: 2 for wrong usage, 1 for a failure, 130 or 143 for a signal that ended it at once, or what `run` resolves to
 */
export async function runProgram<Options>(
  program: Program<Options>,
  argv: readonly string[],
  { stdout, stderr }: ProgramStreams = process,
): Promise<number> {
  // Before anything waits: a signal may come at any time.
  const { stop, interrupt, ignore } = heedSignals(program.stopsInOrder ?? false);
  for (const stream of [stdout, stderr]) ignoreErrors(stream);
  try {
    const usage = await program.parse(argv, stdout.columns);
    if (usage.kind === 'exit') {
      if (usage.stdout !== '') stdout.write(usage.stdout);
      if (usage.stderr !== '') stderr.write(usage.stderr);
      return usage.code;
    }
    const { options } = usage;
    try {
      return await program.run(options, { stdout, stderr, stop, interrupt });
    } catch (thrown) {
      if (thrown instanceof Interruption) return thrown.exitCode;
      reportFailure(stderr, program.name, thrown, program.logLevel?.(options));
      return FAILED;
    }
  } finally {
    ignore();
    await Promise.all([flush(stdout), flush(stderr)]);
  }
}

/** One line; then the stack and that of its cause, at DEBUG. */
function reportFailure(
  stderr: ProgramStream,
  name: string,
  thrown: unknown,
  logLevel: LogLevel | undefined,
): void {
  stderr.write(`${name}: ${escapeText(messageOf(thrown), MAX_MESSAGE_CHARS)}\n`);
  if (logLevel === 'DEBUG') stderr.write(`${inspect(thrown)}\n`);
}

function messageOf(thrown: unknown): string {
  if (isTlslpError(thrown) && thrown.code !== 'internal_error') return thrown.message;
  // The message of an internal error is for the wire: it says nothing. Its cause does.
  const cause = isTlslpError(thrown) ? thrown.cause : thrown;
  return cause instanceof Error ? `Internal error: ${cause.message}` : 'Internal error.';
}
