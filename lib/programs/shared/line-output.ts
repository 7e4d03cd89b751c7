import sonicBoom from 'sonic-boom';

/** Text that waits for its reader, in bytes. */
export const MAX_WAITING_BYTES = 1024 * 1024;

const DEFAULT_END_DEADLINE_MS = 2000;

export interface LineOutputOptions {
  /** Taken over: closed at the end, unless it is 1 or 2. See `unblockedDescriptor`. */
  readonly fd: number;
  /** Lines beyond this many waiting bytes are dropped: 1 MiB when not given, Infinity to drop none. */
  readonly maxWaitingBytes?: number;
  /** The line that tells how many were dropped, once there is room again. */
  readonly describeDropped?: (lines: number) => string;
  /** Told when nothing can be written: once, and once more after it went well in between. */
  readonly onError?: (error: NodeJS.ErrnoException) => void;
}

/** What is full now may have room again; all else (EPIPE, EIO, EBADF) stays as it is. */
const PASSING = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Lines for a reader who may be slow, stalled or gone: `write` never waits, never throws, and holds only so much. A reader who is
 * gone ends the writing, not the program.
 */
export class LineOutput {
  readonly #boom: InstanceType<typeof sonicBoom.SonicBoom>;
  readonly #options: LineOutputOptions;
  #dropped = 0;
  #troubled = false;
  #open = true;
  #expired = false;
  #ended: Promise<void> | null = null;

  constructor(options: LineOutputOptions) {
    this.#options = options;
    const { fd, maxWaitingBytes: max = MAX_WAITING_BYTES } = options;
    // Zero stands for no limit there.
    const maxLength = Number.isFinite(max) ? max : 0;
    const retryEAGAIN = (): boolean => !this.#expired;
    this.#boom = new sonicBoom.SonicBoom({ fd, sync: false, maxLength, retryEAGAIN });
    this.#boom.on('drop', () => this.#dropped++);
    this.#boom.on('write', () => (this.#troubled = false));
    this.#boom.on('drain', () => {
      this.#tellDropped();
    });
    this.#boom.on('error', (error: NodeJS.ErrnoException) => {
      this.#onError(error);
    });
  }

  /** One line, without its LF. */
  writeLine(line: string): void {
    this.write(`${line}\n`);
  }

  /** Whole lines, each with its LF. */
  write(lines: string): void {
    if (this.#open) this.#boom.write(lines);
  }

  /**
   * Takes no more lines, and resolves once what waits is written, or the deadline has passed. Never rejects.
   * @param deadlineMs 2000 when not given
   */
  end(deadlineMs: number = DEFAULT_END_DEADLINE_MS): Promise<void> {
    this.#ended ??= new Promise((resolve) => {
      if (!this.#open) {
        resolve();
        return;
      }
      this.#tellDropped();
      this.#open = false;
      const timer = setTimeout(() => {
        // Not destroyed here: a write may be under way, and its descriptor's number would be another file's by then. The next
        // attempt gives up.
        this.#expired = true;
        resolve();
      }, deadlineMs);
      this.#boom.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#boom.end();
    });
    return this.#ended;
  }

  #tellDropped(): void {
    const lines = this.#dropped;
    if (lines === 0) return;
    const { describeDropped = defaultDescription } = this.#options;
    this.#dropped = 0;
    this.writeLine(describeDropped(lines));
    // There was no room even for this: it is not one of the lines.
    if (this.#dropped > 0) this.#dropped = lines;
  }

  #onError(error: NodeJS.ErrnoException): void {
    const known = this.#troubled || this.#expired;
    this.#troubled = true;
    if (!this.#open || !PASSING.has(error.code ?? '')) {
      this.#open = false;
      this.#boom.destroy();
    }
    if (!known) this.#options.onError?.(error);
  }
}

function defaultDescription(lines: number): string {
  return `(${lines} ${lines === 1 ? 'line was' : 'lines were'} dropped here: nobody read them in time)`;
}
