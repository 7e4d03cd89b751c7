import { constants, fstatSync, openSync, realpathSync, renameSync } from 'node:fs';
import { ConfigError } from '../../protocol/errors.js';
import { describeText } from '../../config/rules.js';
import { LineOutput, type LineOutputOptions } from './line-output.js';

const DEFAULT_MAX_FILE_BYTES = 10_000_000;
const DEFAULT_FILES = 10;

export interface LogFileOptions extends Omit<LineOutputOptions, 'fd' | 'blocks'> {
  /** A file that would grow beyond this many bytes is rotated first: 10,000,000 when not given. */
  readonly maxFileBytes?: number;
  /** How many files there are at most, the current one included, 2 or more: 10 when not given. */
  readonly files?: number;
}

/**
 * A file that lines are appended to, mode 0600 where it is made. The current file always bears the name that was given; rotation makes it
 * NAME.1, what was NAME.1 becomes NAME.2, and so on; the oldest goes. What is no regular file (/dev/null, a pipe) is not rotated.
 */
export class LogFile {
  readonly #path: string;
  readonly #options: LogFileOptions;
  #output: LineOutput;
  #bytes: number;
  readonly #closing = new Set<Promise<void>>();

  /** @throws {ConfigError} `unusable_file` */
  constructor(path: string, options: LogFileOptions = {}) {
    this.#options = options;
    const fd = openOrThrow(path);
    // Renaming must move the file, not a link to it.
    this.#path = realpathSync(path);
    this.#bytes = sizeOf(fd);
    this.#output = outputTo(fd, options);
  }

  /** Whole lines, each with its LF. A line is never cut by a rotation. */
  write(lines: string): void {
    const { maxFileBytes = DEFAULT_MAX_FILE_BYTES } = this.#options;
    const bytes = Buffer.byteLength(lines);
    if (this.#bytes > 0 && this.#bytes + bytes > maxFileBytes) this.#rotate();
    this.#bytes += bytes;
    this.#output.write(lines);
  }

  /** Resolves once all is written, or the deadline has passed. Never rejects. */
  async end(deadlineMs?: number): Promise<void> {
    await Promise.all([...this.#closing, this.#output.end(deadlineMs)]);
  }

  #rotate(): void {
    const { files = DEFAULT_FILES } = this.#options;
    this.#bytes = 0;
    try {
      for (let n = files - 1; n >= 1; n--) renameIfThere(nameOf(this.#path, n - 1), nameOf(this.#path, n));
      const fd = openSync(this.#path, OPEN_FLAGS, OPEN_MODE);
      this.#retire();
      this.#output = outputTo(fd, this.#options);
    } catch (error) {
      // The old file goes on under whatever name it has now; the next try is one file's length away.
      this.#options.onError?.(error as NodeJS.ErrnoException);
    }
  }

  #retire(): void {
    const closed = this.#output.end().finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }
}

// O_NONBLOCK: opening a pipe that nobody reads is an error then, not an endless wait.
const OPEN_FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK | constants.O_NOCTTY;
const OPEN_MODE = 0o600;

/** Opened with O_NONBLOCK, whatever it is: no write waits. */
function outputTo(fd: number, options: LogFileOptions): LineOutput {
  return new LineOutput({ ...options, fd, blocks: false });
}

function openOrThrow(path: string): number {
  try {
    return openSync(path, OPEN_FLAGS, OPEN_MODE);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split(',', 1)[0] : 'unknown';
    throw new ConfigError(
      'unusable_file',
      `--log-file ${describeText(path)}: must be a file that can be written (${why})`,
      { cause },
    );
  }
}

/** Infinite growth is no concern of what is no regular file: it counts from a size that never reaches the limit. */
function sizeOf(fd: number): number {
  const stat = fstatSync(fd);
  return stat.isFile() ? stat.size : -Infinity;
}

function nameOf(path: string, n: number): string {
  return n === 0 ? path : `${path}.${n}`;
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
