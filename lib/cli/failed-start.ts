import { toTlslpError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import type { LogLevel } from '../protocol/log-levels.js';

const MAX_MESSAGE_CHARS = 2000;

/**
 * Says on standard error, in one line, why a program could not start; with the stack only when the log level is DEBUG.
 * @returns the exit code, 1
 */
export function reportFailedStart(program: string, thrown: unknown, logLevel: LogLevel): 1 {
  const error = toTlslpError(thrown);
  const cause =
    error.code === 'internal_error' && error.cause instanceof Error ? ` ${error.cause.message}` : '';
  process.stderr.write(`${program}: ${escapeText(error.message + cause, MAX_MESSAGE_CHARS)}\n`);
  if (logLevel === 'DEBUG') process.stderr.write(`${error.stack ?? ''}\n`);
  return 1;
}
