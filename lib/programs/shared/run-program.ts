import { inspect } from 'node:util';
import type { LogLevel } from '../../config/log-levels.js';
import type { Usage } from '../../config/usage.js';
import { isTlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { handleSignals, Interruption, type SignalRequests } from './signals.js';
import { flush, ignoreErrors, type ProgramStream, type ProgramStreams } from './standard-streams.js';

const FAILED = 1;
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
  /** Runs the program, and resolves to the exit code. Rejects with the error of a failure, or with the reason of `interrupt`. */
  readonly run: (options: Options, context: ProgramContext) => Promise<number>;
}

export type ProgramContext = ProgramStreams & Pick<SignalRequests, 'stop' | 'interrupt' | 'requests'>;

/**
 * Runs a program: parses its arguments, handles its signals, and writes one line when it fails. Does not reject when `run` rejects.
 * Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program
 * @param streams the standard streams. Their errors, such as a closed reader, never end the program. They are flushed at the end
 * @returns the exit code: 2 for wrong usage; 1 for a failure; 130 or 143 for a signal that ended it at once; else the result of `run`
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
    const { options } = usage;
    try {
      return await program.run(options, { stdout, stderr, stop, interrupt, requests });
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
