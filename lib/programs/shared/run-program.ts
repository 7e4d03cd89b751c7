import { inspect } from 'node:util';
import type { LogLevel } from '../../config/log-levels.js';
import type { Usage } from '../../config/usage.js';
import { isTlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { EXIT_CODES, type ExitCode, type SERVER_FAILURES } from './exit-codes.js';
import { handleSignals, Interruption, type SignalRequests } from './signals.js';
import { flush, ignoreErrors, type ProgramStream, type ProgramStreams } from './standard-streams.js';

const MAX_MESSAGE_CHARS = 2000;

/** The parts in which a program differs from the others. */
export interface Program<Options> {
  readonly name: string;
  /** Parses the arguments. Writes nothing, and never throws for wrong usage. `columns` is the width of the help. */
  readonly parse: (argv: readonly string[], columns?: number) => Usage<Options> | Promise<Usage<Options>>;
  /** Returns the log level. At DEBUG, a failure is shown with its stack. Never shown when not given. */
  readonly logLevel?: (options: Options) => LogLevel;
  /** Whether the first signal stops it in order, and only the second ends it at once. Default false. */
  readonly stopsInOrder?: boolean;
  /** Whether it handles SIGHUP, SIGUSR1 and SIGUSR2 as requests of the operator. Default false. */
  readonly takesRequests?: boolean;
  /** The exit codes of failures by their error code. A failure that is not in it is 1. Default: each is 1. */
  readonly failures?: typeof SERVER_FAILURES;
  /** Runs the program, and resolves to the exit code. Rejects with the error of a failure, or with the reason of `interrupt`. */
  readonly run: (options: Options, context: ProgramContext) => Promise<number>;
}

export type ProgramContext = ProgramStreams & Pick<SignalRequests, 'stop' | 'interrupt' | 'requests'>;

/**
 * Runs a program: parses its arguments, handles its signals, and writes one line when it fails. Does not reject when `run` rejects.
 * Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program
 * @param streams the standard streams. Their errors, such as a closed reader, never end the program. They are flushed at the end
 * @returns the exit code, see `EXIT_CODES`: 2 for wrong usage; 1 or that of `failures` for a failure; 130 or 143 for a signal that ended it at once; else the result of `run`
 */
export async function runProgram<Options>(
  program: Program<Options>,
  argv: readonly string[],
  { stdout, stderr }: ProgramStreams = process,
): Promise<number> {
  // Before the first await: a signal may come at any time.
  const { stop, interrupt, requests, ignore } = handleSignals({
    stopsInOrder: program.stopsInOrder ?? false,
    takesRequests: program.takesRequests ?? false,
  });
  for (const stream of [stdout, stderr]) ignoreErrors(stream);
  try {
    const usage = await program.parse(argv, stdout.columns);
    if (usage.kind === 'exit') {
      if (usage.stdout !== '') stdout.write(usage.stdout);
      if (usage.stderr !== '') stderr.write(usage.stderr);
      return usage.code;
    }
    if (usage.kind === 'completion') {
      const { completionOf } = await import('./completion/completion.js');
      stdout.write(completionOf(usage.shell, usage.line));
      return EXIT_CODES.success;
    }
    const { options } = usage;
    try {
      return await program.run(options, { stdout, stderr, stop, interrupt, requests });
    } catch (thrown) {
      if (thrown instanceof Interruption) return thrown.exitCode;
      reportFailure(stderr, program.name, thrown, program.logLevel?.(options));
      return exitCodeOf(thrown, program.failures);
    }
  } finally {
    ignore();
    await Promise.all([flush(stdout), flush(stderr)]);
  }
}

function exitCodeOf(thrown: unknown, failures: typeof SERVER_FAILURES = {}): ExitCode {
  return (isTlslpError(thrown) ? failures[thrown.code] : undefined) ?? EXIT_CODES.failure;
}

/** Writes one line. At DEBUG, writes the stacks of the error and of its cause too. */
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
  // The message of an internal error is for the peer, and gives no details. Its cause does.
  const cause = isTlslpError(thrown) ? thrown.cause : thrown;
  return cause instanceof Error ? `Internal error: ${cause.message}` : 'Internal error.';
}
