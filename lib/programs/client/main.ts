import { runProgram } from '../shared/run-program.js';
import type { ProgramStreams } from '../shared/standard-streams.js';
import { CLIENT_COMMAND_LINE, parseClientArguments } from './options.js';

/**
 * Runs tlslp-client, which answers one server. Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program; the process's own when not given
 * @returns the exit code: 0 after DONE and OK; 1 after FAIL or any error; 2 for wrong usage; 130 and 143 after SIGINT and SIGTERM
 */
export function main(
  argv: readonly string[] = process.argv.slice(2),
  streams: ProgramStreams = process,
): Promise<number> {
  const { name } = CLIENT_COMMAND_LINE;
  return runProgram(
    {
      name,
      parse: parseClientArguments,
      logLevel: ({ logLevel }) => logLevel,
      // Loaded only now: help and wrong usage need none of it.
      run: async (options, context) => (await import('./run.js')).run(options, context),
    },
    argv,
    streams,
  );
}
