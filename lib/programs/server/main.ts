import { runProgram } from '../shared/run-program.js';
import { SERVER_FAILURES } from '../shared/exit-codes.js';
import { parseServerCommand } from './command.js';
import { SERVER_COMMAND_LINE } from './options.js';

/**
 * Runs tlslp-server until it is stopped. In tutorial mode, runs it until its sessions have ended. Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program; the process's own when not given
 * @returns the exit code, see `EXIT_CODES`: 0 after an orderly stop or a passed tutorial; 1 when the tutorial was not passed; 2 for
 *   wrong usage; 3 when a stop ended sessions; 69 or 78 when the server could not start; 130, 131 or 143 after a second signal
 */
export function main(argv: readonly string[] = process.argv.slice(2)): Promise<number> {
  return runProgram(
    {
      name: SERVER_COMMAND_LINE.name,
      parse: parseServerCommand,
      logLevel: ({ options }) => options.config.logLevel,
      failures: SERVER_FAILURES,
      stopsInOrder: true,
      takesRequests: true,
      // Loaded only now: help and wrong usage need none of it.
      run: async (loaded, context) => {
        // Room after room: each module is an open file while it is read, and a process may have few.
        await import('../../session/session.js');
        await import('../../server/run-server.js');
        const [{ run }, { readsAgain }] = await Promise.all([import('./run.js'), import('./read-again.js')]);
        return run(loaded, context, readsAgain(loaded, argv));
      },
    },
    argv,
  );
}
