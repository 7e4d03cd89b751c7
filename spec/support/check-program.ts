import { main } from '../../lib/programs/check/main.js';
import { runInProcess } from './run-in-process.js';

/** Runs tlslp-check in this process. Resolves to its exit code and to what it wrote. */
export function runCheck(...argv: readonly string[]) {
  return runInProcess(main, argv);
}
