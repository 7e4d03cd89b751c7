import { isatty } from 'node:tty';
import pino from 'pino';
import { systemErrorText } from '../../protocol/system-errors.js';
import type { LogLevel } from '../../config/log-levels.js';
import { unblockedDescriptor } from './descriptor.js';
import { journalLine } from './journal-format.js';
import { LineOutput } from './line-output.js';
import type { LogEntry } from '../../observe/log/log-events.js';
import { fileWarnings } from '../../records/file-warnings.js';
import { LogFile, type LogFileOptions } from './log-file.js';
import { createPrettifier } from './prettifier.js';
import { isJournal } from './shared-stream.js';

export interface LogOptions {
  /** The lowest level to log. */
  readonly level: LogLevel;
  /** Write the same text on each run: JSON lines have a time of 1970, lines for people have none. Default false. */
  readonly tutorial?: boolean;
  /** Write JSON lines to this file instead of standard error. Default null. */
  readonly file?: string | null;
  /** The descriptor of standard error. Default 2. */
  readonly fd?: number;
  /** Write lines for people instead of JSON. Default: whether the descriptor is a terminal. */
  readonly human?: boolean;
  /** Write lines for the journal of systemd. Default: whether the descriptor leads there. */
  readonly journal?: boolean;
  /** Use colours in lines for people. Default false. */
  readonly color?: boolean;
}

/** A log. `write` never waits and never throws. */
export interface Log {
  write(entry: LogEntry): void;
  /** Opens the log file again, after another program moved it. Does nothing for standard error. */
  reopen(): void;
  /** Sets the lowest level to log. */
  setLevel(level: LogLevel): void;
  /** Resolves when all entries are written, or the deadline has passed; 2000 ms when not given. Never rejects. */
  end(deadlineMs?: number): Promise<void>;
}

interface Destination {
  write(lines: string): void;
  reopen(): void;
  end(deadlineMs?: number): Promise<void>;
}

const PINO_LEVELS = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
} as const satisfies Record<LogLevel, pino.Level>;

const NAMES = new Map<string, string>(Object.entries(PINO_LEVELS).map(([name, level]) => [level, name]));

/** @throws {ConfigError} `unusable_file`: the log file cannot be opened */
export function openLog(options: LogOptions): Log {
  const destination = destinationOf(options, () => {
    warnOfFile();
  });
  const logger = pino(
    {
      level: PINO_LEVELS[options.level],
      base: null,
      timestamp: options.tutorial === true ? () => `,"time":"${timeText(0)}"` : pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: NAMES.get(label) ?? label }) },
    },
    destination,
  );
  const warnOfFile = (): void => {
    const { file = null } = options;
    for (const message of file === null ? [] : fileWarnings('log file', file)) logger.warn(message);
  };
  warnOfFile();
  return {
    write: ({ level, fields, message }) => {
      logger[PINO_LEVELS[level]](fields, message);
    },
    reopen: () => {
      destination.reopen();
    },
    setLevel: (level) => {
      logger.level = PINO_LEVELS[level];
    },
    end: (deadlineMs) => destination.end(deadlineMs),
  };
}

/** @param onReopened called when the log goes to another file */
function destinationOf(options: LogOptions, onReopened: () => void): Destination {
  const { fd = 2, file = null, human = isatty(fd), journal = isJournal(fd) } = options;
  const pretty = journal ? journalLine : human ? createPrettifier(options) : (line: string) => line;
  const limits = options.tutorial === true ? { maxWaitingBytes: Infinity } : {};
  const stderr = new LineOutput({
    ...limits,
    ...unblockedDescriptor(fd),
    describeDropped: (lines) => pretty(noteLine(droppedMessage(lines))).trimEnd(),
  });
  if (file === null) {
    return {
      write: (line) => {
        stderr.write(pretty(line));
      },
      reopen: () => undefined,
      end: (deadlineMs) => stderr.end(deadlineMs),
    };
  }
  const logFile = openLogFile(file, { ...limits, onReopened }, stderr, pretty);
  return {
    write: (line) => {
      logFile.write(line);
    },
    reopen: () => {
      logFile.reopen();
    },
    end: async (deadlineMs) => {
      await logFile.end(deadlineMs);
      await stderr.end(deadlineMs);
    },
  };
}

function openLogFile(
  file: string,
  limits: LogFileOptions,
  stderr: LineOutput,
  pretty: (line: string) => string,
): LogFile {
  try {
    return new LogFile(file, {
      ...limits,
      describeDropped: (lines) => noteLine(droppedMessage(lines)).trimEnd(),
      onError: (error) => {
        stderr.write(pretty(noteLine(`The log file cannot be written: ${systemErrorText(error)}.`)));
      },
    });
  } catch (error) {
    void stderr.end();
    throw error;
  }
}

function droppedMessage(lines: number): string {
  return `${lines} ${lines === 1 ? 'entry was' : 'entries were'} dropped here: they could not be written in time.`;
}

/** Formats an entry about the log itself. It does not use the log, which has just failed. */
function noteLine(msg: string): string {
  return `${JSON.stringify({ level: 'WARNING', time: timeText(Date.now()), msg })}\n`;
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
