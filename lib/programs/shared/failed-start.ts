import type { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { toTlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import type { LogLevel } from '../../config/log-levels.js';
import { say } from './say.js';

const MAX_MESSAGE_CHARS = 2000;

/**
 * Says on standard error, in one line, why a program could not start; with the stack, and that of its cause, only when the log level is
 * DEBUG.
 * @returns the exit code, 1
 */
export function reportFailedStart(
  program: string,
  thrown: unknown,
  logLevel: LogLevel,
  stderr: Writable = process.stderr,
): 1 {
  const error = toTlslpError(thrown);
  const cause =
    error.code === 'internal_error' && error.cause instanceof Error ? ` ${error.cause.message}` : '';
  say(stderr, `${program}: ${escapeText(error.message + cause, MAX_MESSAGE_CHARS)}\n`);
  if (logLevel === 'DEBUG') say(stderr, `${inspect(error)}\n`);
  return 1;
}
