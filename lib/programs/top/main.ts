import { runProgram } from '../shared/run-program.js';
import type { ProgramStreams } from '../shared/standard-streams.js';
import { parseTopArguments, TOP_COMMAND_LINE } from './options.js';

/**
 * Runs tlslp-top, which shows the status of a running server. Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program; the process's own when not given
 * @returns the exit code: 0 after a snapshot, and when the view was left; 1 for a failure, such as no connection; 2 for wrong usage; 130 and 143 after SIGINT and SIGTERM
 */
export function main(
  argv: readonly string[] = process.argv.slice(2),
  streams: ProgramStreams = process,
): Promise<number> {
  return runProgram(
    {
      name: TOP_COMMAND_LINE.name,
      parse: parseTopArguments,
      logLevel: ({ logLevel }) => logLevel,
      // Loaded only now: help and wrong usage need none of it.
      run: async (config, context) => (await import('./run.js')).run(config, context),
    },
    argv,
    streams,
  );
}
