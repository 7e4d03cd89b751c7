import { EXIT_CODES } from '../shared/exit-codes.js';
import { runProgram, type ProgramContext } from '../shared/run-program.js';
import type { ProgramStreams } from '../shared/standard-streams.js';
import { CHECK } from './command-lines.js';
import { parseCheckArguments, type CheckRequest } from './requests.js';

/**
 * Runs tlslp-check, which tells whether a client or a server speaks the protocol. Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program; the process's own when not given
 * @returns the exit code: 0 if every MUST is passed; 1 if not, and for a failure; 2 for wrong usage, and for a file that cannot be used; 3 if the peer cannot be run or fails
 *   the plain session; 130 and 143 after SIGINT and SIGTERM
 */
export function main(
  argv: readonly string[] = process.argv.slice(2),
  streams: ProgramStreams = process,
): Promise<number> {
  return runProgram(
    { name: CHECK, parse: parseCheckArguments, failures: { unusable_file: EXIT_CODES.usage }, run },
    argv,
    streams,
  );
}

/** Each command is loaded when it is run. */
async function run(request: CheckRequest, context: ProgramContext): Promise<number> {
  switch (request.command) {
    case 'client':
      return (await import('./client.js')).runClientChecks(request, context);
    case 'server':
      return (await import('./server.js')).runServerChecks(request, context);
  }
}
