import { constants, fstatSync, openSync, realpathSync, renameSync } from 'node:fs';
import { ConfigError } from '../../protocol/errors.js';
import { describeText } from '../../config/rules.js';
import { LineOutput, type LineOutputOptions } from './line-output.js';

const DEFAULT_MAX_FILE_BYTES = 10_000_000;
export const DEFAULT_FILES = 10;

export interface LogFileOptions extends Omit<LineOutputOptions, 'fd' | 'blocks'> {
  /** The maximum size of a file, in bytes; 10,000,000 when not given. A file that would grow beyond it is rotated first. */
  readonly maxFileBytes?: number;
  /** The maximum number of files, including the current one, 2 or more; 10 when not given. */
  readonly files?: number;
  /** Called when a rotation or `reopen` has opened another file. */
  readonly onReopened?: () => void;
}

/**
 * Appends lines to a file, which it creates with mode 0600. The current file always has the given name. Rotation renames it to NAME.1,
 * NAME.1 to NAME.2, and so on, and removes the oldest file. A file that is not regular (/dev/null, a pipe) is not rotated.
 */
export class LogFile {
  readonly #given: string;
  #path: string;
  readonly #options: LogFileOptions;
  #output: LineOutput;
  #bytes: number;
  readonly #closing = new Set<Promise<void>>();

  /** @throws {ConfigError} `unusable_file` */
  constructor(path: string, options: LogFileOptions = {}) {
    this.#given = path;
    this.#options = options;
    const fd = openOrThrow(path);
    // A rename must move the file, not a link to it.
    this.#path = realpathSync(path);
    this.#bytes = sizeOf(fd);
    this.#output = outputTo(fd, options);
  }

  /** Writes whole lines, each with its LF. A rotation never splits them. */
  write(lines: string): void {
    const { maxFileBytes = DEFAULT_MAX_FILE_BYTES } = this.#options;
    const bytes = Buffer.byteLength(lines);
    if (this.#bytes > 0 && this.#bytes + bytes > maxFileBytes) this.#rotate();
    this.#bytes += bytes;
    this.#output.write(lines);
  }

  /** Opens the path again, after another program moved the file. If that fails, lines still go to the old file. */
  reopen(): void {
    try {
      const fd = openSync(this.#given, OPEN_FLAGS, OPEN_MODE);
      this.#path = realpathSync(this.#given);
      this.#bytes = sizeOf(fd);
      this.#replace(fd);
    } catch (error) {
      this.#options.onError?.(error as NodeJS.ErrnoException);
    }
  }

  /** Resolves when all lines are written, or the deadline has passed. Never rejects. */
  async end(deadlineMs?: number): Promise<void> {
    await Promise.all([...this.#closing, this.#output.end(deadlineMs)]);
  }

  #rotate(): void {
    const { files = DEFAULT_FILES } = this.#options;
    this.#bytes = 0;
    try {
      for (let n = files - 1; n >= 1; n--) renameIfThere(nameOf(this.#path, n - 1), nameOf(this.#path, n));
      const fd = openSync(this.#path, OPEN_FLAGS, OPEN_MODE);
      this.#replace(fd);
    } catch (error) {
      // Lines still go to the old file, whatever its name is now. The next rotation is tried after another `maxFileBytes`.
      this.#options.onError?.(error as NodeJS.ErrnoException);
    }
  }

  #replace(fd: number): void {
    const closed = this.#output.end().finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
    this.#output = outputTo(fd, this.#options);
    this.#options.onReopened?.();
  }
}

// O_NONBLOCK: opening a pipe without a reader fails at once, instead of waiting.
const OPEN_FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK | constants.O_NOCTTY;
const OPEN_MODE = 0o600;

/** The descriptor was opened with O_NONBLOCK, so no write waits. */
function outputTo(fd: number, options: LogFileOptions): LineOutput {
  return new LineOutput({ ...options, fd, blocks: false });
}

function openOrThrow(path: string): number {
  try {
    return openSync(path, OPEN_FLAGS, OPEN_MODE);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split(',', 1)[0] : undefined;
    throw unusableLogFile(path, why ?? 'unknown', cause);
  }
}

/** Returns the error for a log file that cannot be opened. */
export function unusableLogFile(path: string, why: string, cause: unknown): ConfigError {
  return new ConfigError(
    'unusable_file',
    `--log-file ${describeText(path)}: must be a file that can be written (${why})`,
    { cause },
  );
}

/** Returns the size of a regular file, and -Infinity for any other file, which then never reaches the limit. */
function sizeOf(fd: number): number {
  const stat = fstatSync(fd);
  return stat.isFile() ? stat.size : -Infinity;
}

/** Returns the name of a log's nth file, from 0 for the current one. */
export function nameOf(path: string, n: number): string {
  return n === 0 ? path : `${path}.${n}`;
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
