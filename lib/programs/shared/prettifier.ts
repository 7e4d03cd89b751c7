import pinoPretty from 'pino-pretty';
import { LOG_LEVELS, type LogLevel } from '../../config/log-levels.js';

const COLORS = {
  DEBUG: 'blue',
  INFO: 'green',
  WARNING: 'yellow',
  ERROR: 'red',
  CRITICAL: 'bgRed',
} as const satisfies Record<LogLevel, string>;

export interface PrettifierOptions {
  /** Default false. */
  readonly color?: boolean;
  /** Without the time. Default false. */
  readonly tutorial?: boolean;
}

/** Makes one line for people of one JSON line of the log, LF included. */
export function createPrettifier({
  color = false,
  tutorial = false,
}: PrettifierOptions): (line: string) => string {
  return pinoPretty.prettyFactory({
    colorize: color,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: tutorial ? 'time' : '',
    // Its own colours are for its own names of levels.
    customPrettifiers: {
      level: (given, _key, _log, { colors }) => {
        const level = LOG_LEVELS.find((name) => name === given) ?? 'INFO';
        return colors[COLORS[level]](level);
      },
    },
  });
}
