import { createRequire } from 'node:module';
import type { prettyFactory } from 'pino-pretty';
import { LOG_LEVELS, type LogLevel } from '../../config/log-levels.js';

const COLORS = {
  DEBUG: 'blue',
  INFO: 'green',
  WARNING: 'yellow',
  ERROR: 'red',
  CRITICAL: 'bgRed',
} as const satisfies Record<LogLevel, string>;

// Only a terminal needs it, and loading it takes a tenth of the program's start.
const require = createRequire(import.meta.url);

export interface PrettifierOptions {
  /** Use colours. Default false. */
  readonly color?: boolean;
  /** Leave out the time. Default false. */
  readonly tutorial?: boolean;
}

/** Returns a function that formats a JSON line of the log as a line for people, including its LF. */
export function createPrettifier({
  color = false,
  tutorial = false,
}: PrettifierOptions): (line: string) => string {
  const pinoPretty = require('pino-pretty') as { readonly prettyFactory: typeof prettyFactory };
  return pinoPretty.prettyFactory({
    colorize: color,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: tutorial ? 'time' : '',
    // pino-pretty has colours only for pino's own level names.
    customPrettifiers: {
      level: (given, _key, _log, { colors }) => {
        const level = LOG_LEVELS.find((name) => name === given) ?? 'INFO';
        return colors[COLORS[level]](level);
      },
    },
  });
}
