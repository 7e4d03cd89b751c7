import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../../protocol/system-errors.js';

/** As a log file is opened, but without its creation. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Checks that a log file could be opened or created. Changes and creates nothing.
 * @throws Node's own error
 */
export function checkLogFile(path: string): void {
  try {
    closeSync(openSync(path, FLAGS));
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown;
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  }
}
