import { runProgram, type ProgramContext } from '../shared/run-program.js';
import type { ProgramStreams } from '../shared/standard-streams.js';
import { CERTS } from './command-lines.js';
import { parseCertsArguments, type CertsRequest } from './requests.js';

/**
 * Runs tlslp-certs, which makes, lists, revokes and checks certificates. Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program; the process's own when not given
 * @returns the exit code: 0 for success; 1 for a failure, and for files with which `check` found something wrong; 2 for wrong usage; 130
 *   and 143 after SIGINT and SIGTERM
 */
export function main(
  argv: readonly string[] = process.argv.slice(2),
  streams: ProgramStreams = process,
): Promise<number> {
  return runProgram({ name: CERTS, parse: parseCertsArguments, run }, argv, streams);
}

/** Each command is loaded when it is run: the libraries are large. */
async function run(request: CertsRequest, context: ProgramContext): Promise<number> {
  switch (request.command) {
    case 'init':
      return (await import('./init.js')).init(request, context);
    case 'server':
      return (await import('./server.js')).server(request, context);
    case 'client':
      return (await import('./client.js')).client(request, context);
    case 'list':
      return (await import('./list.js')).list(request, context);
    case 'revoke':
      return (await import('./revoke.js')).revokeOne(request, context);
    case 'renew-crl':
      return (await import('./renew-crl.js')).renewList(request, context);
    case 'check':
      return (await import('./check.js')).check(request, context);
  }
}
