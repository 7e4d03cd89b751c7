import { runProgram, type ProgramContext } from '../shared/run-program.js';
import type { ProgramStreams } from '../shared/standard-streams.js';
import { RECORDS } from './command-lines.js';
import { ReaderGone } from './output.js';
import { parseRecordsArguments, type RecordsRequest } from './requests.js';

/**
 * Runs tlslp-records, which reads the records of a server. Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program; the process's own when not given
 * @returns the exit code: 0 for success, also when the reader of standard output left; 1 for a failure, and for records with which
 *   `verify` found something wrong; 2 for wrong usage; 130 and 143 after SIGINT and SIGTERM
 */
export function main(
  argv: readonly string[] = process.argv.slice(2),
  streams: ProgramStreams = process,
): Promise<number> {
  return runProgram({ name: RECORDS, parse: parseRecordsArguments, run }, argv, streams);
}

async function run(request: RecordsRequest, context: ProgramContext): Promise<number> {
  try {
    return await runCommand(request, context);
  } catch (error) {
    // As `tlslp-records list | head` does: whoever reads has seen enough.
    if (error instanceof ReaderGone) return 0;
    throw error;
  }
}

/** Each command is loaded when it is run. */
async function runCommand(request: RecordsRequest, context: ProgramContext): Promise<number> {
  switch (request.command) {
    case 'list':
      return (await import('./list.js')).list(request, context);
    case 'show':
      return (await import('./show.js')).show(request, context);
    case 'why':
      return (await import('./why.js')).why(request, context);
    case 'export':
      return (await import('./export.js')).exportRecords(request, context);
    case 'missing':
      return (await import('./missing.js')).missing(request, context);
    case 'stats':
      return (await import('./stats.js')).stats(request, context);
    case 'verify':
      return (await import('./verify.js')).verify(request, context);
    case 'ship':
      return (await import('./ship.js')).ship(request, context);
    case 'migrate':
      return (await import('./migrate.js')).migrateRecords(request, context);
  }
}
