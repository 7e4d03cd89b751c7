import { closeSync, write, writeSync } from 'node:fs';
import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import type { OutputDescriptor } from './descriptor.js';
import { flushAtExit } from './flush-at-exit.js';

/** The maximum amount of text that waits for its reader, in bytes. */
export const MAX_WAITING_BYTES = 1024 * 1024;

/** Lines are collected for this time, then written together. A write that failed for now is repeated after this time too. */
export const WINDOW_MS = 50;

/** Collected lines of this many bytes are written at once. */
export const WINDOW_BYTES = 8 * 1024;

const DEFAULT_END_DEADLINE_MS = 2000;

export interface LineOutputOptions extends OutputDescriptor {
  /** The descriptor. It is closed at the end, unless it is 1 or 2. See `unblockedDescriptor`. */
  readonly fd: number;
  /** The limit of waiting text, in bytes; 1 MiB when not given. Lines beyond it are dropped. Infinity drops none. */
  readonly maxWaitingBytes?: number;
  /** Returns the line that reports the number of dropped lines. It is written when there is room again. */
  readonly describeDropped?: (lines: number) => string;
  /** Called when a write fails, and again only if a write succeeded in between. */
  readonly onError?: (error: NodeJS.ErrnoException) => void;
  /** Write each line without waiting for more. Default false. */
  readonly atOnce?: boolean;
  /** The scheduler of windows and deadlines; the asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
}

/** The errors that may pass: a disk may have room again. All others (EPIPE, EIO, EBADF) are final. */
const PASSING = new Set(['ENOSPC', 'EDQUOT']);

const NOTHING = Buffer.alloc(0);

/**
 * Writes lines for a reader who may be slow, stalled or gone. `write` never waits, never throws, and buffers a limited amount. When the
 * reader has closed, the output ends, but not the program. Waiting lines are written when the process exits, also after an uncaught
 * exception.
 *
 * One write takes all lines of a window. It is synchronous if it cannot block, because waking a thread costs ten times the write.
 * (sonic-boom puts the whole process to sleep when a synchronous write finds its pipe full.)
 */
export class LineOutput {
  readonly #options: LineOutputOptions;
  readonly #scheduler: SchedulerLike;
  readonly #forgetExit: () => void;
  /** The bytes that the last write did not take. They are written first. */
  #rest: Buffer = NOTHING;
  #text = '';
  #waitingBytes = 0;
  #dropped = 0;
  #timer: Subscription | null = null;
  /** The last write did not take all bytes: there is no use in another one before the timer fires. */
  #stalled = false;
  /** A write on another thread is in progress. */
  #writing = false;
  #failing = false;
  #open = true;
  #closed = false;
  #ended: Promise<void> | null = null;
  #onClosed: (() => void) | null = null;

  constructor(options: LineOutputOptions) {
    this.#options = options;
    this.#scheduler = options.scheduler ?? asyncScheduler;
    this.#forgetExit = flushAtExit(() => {
      // A write in progress may be stalled. Waiting for it would delay the exit.
      if (!this.#writing) this.#writeSync();
    });
  }

  /** Writes one line, given without its LF. */
  writeLine(line: string): void {
    this.write(`${line}\n`);
  }

  /** Writes whole lines, each with its LF. */
  write(lines: string): void {
    if (!this.#open) return;
    const bytes = Buffer.byteLength(lines);
    if (this.#waitingBytes + bytes > (this.#options.maxWaitingBytes ?? MAX_WAITING_BYTES)) {
      this.#dropped++;
      return;
    }
    this.#push(lines, bytes);
    const full = this.#options.atOnce === true || this.#waitingBytes >= WINDOW_BYTES;
    if (full && !this.#stalled) this.#flush();
    else this.#wait();
  }

  /**
   * Takes no more lines. Resolves when the waiting lines are written, or the deadline has passed. Never rejects.
   * @param deadlineMs the deadline in milliseconds; 2000 when not given
   */
  end(deadlineMs: number = DEFAULT_END_DEADLINE_MS): Promise<void> {
    this.#ended ??= new Promise((resolve) => {
      if (this.#closed) {
        resolve();
        return;
      }
      this.#open = false;
      const deadline = this.#scheduler.schedule(() => {
        this.#close();
      }, deadlineMs);
      this.#onClosed = () => {
        deadline.unsubscribe();
        resolve();
      };
      this.#flush();
    });
    return this.#ended;
  }

  #push(lines: string, bytes: number): void {
    this.#text += lines;
    this.#waitingBytes += bytes;
  }

  #wait(): void {
    this.#timer ??= this.#scheduler.schedule(() => {
      this.#flush();
    }, WINDOW_MS);
  }

  #flush(): void {
    this.#timer?.unsubscribe();
    this.#timer = null;
    this.#stalled = false;
    if (this.#writing || this.#closed) return;
    if (this.#options.blocks) this.#writeOnThread();
    else this.#writeSync();
  }

  #writeSync(): void {
    try {
      while (this.#next()) this.#took(writeSync(this.#options.fd, this.#rest));
      this.#written();
    } catch (error) {
      this.#failed(error as NodeJS.ErrnoException);
    }
  }

  #writeOnThread(): void {
    if (!this.#next()) {
      this.#written();
      return;
    }
    this.#writing = true;
    write(this.#options.fd, this.#rest, (error, bytes) => {
      this.#writing = false;
      if (this.#closed) {
        this.#closeDescriptor();
        return;
      }
      if (error === null) {
        this.#took(bytes);
        this.#flush();
      } else this.#failed(error);
    });
  }

  /** Prepares the next bytes to write: the rest of the last write, the waiting lines, or the note about dropped lines. */
  #next(): boolean {
    if (this.#rest.length > 0) return true;
    if (this.#text === '' && this.#dropped > 0) {
      const { describeDropped = droppedText } = this.#options;
      // Not limited by `maxWaitingBytes`: the reader must see this note.
      const note = `${describeDropped(this.#dropped)}\n`;
      this.#push(note, Buffer.byteLength(note));
      this.#dropped = 0;
    }
    if (this.#text === '') return false;
    this.#rest = Buffer.from(this.#text);
    this.#text = '';
    return true;
  }

  #took(bytes: number): void {
    this.#failing = false;
    this.#rest = this.#rest.subarray(bytes);
    this.#waitingBytes -= bytes;
  }

  #written(): void {
    if (!this.#open) this.#close();
  }

  #failed(error: NodeJS.ErrnoException): void {
    const full = error.code === 'EAGAIN';
    if (full || (this.#open && PASSING.has(error.code ?? ''))) {
      this.#stalled = true;
      this.#wait();
    } else this.#close();
    if (full || this.#failing) return;
    this.#failing = true;
    this.#options.onError?.(error);
  }

  #close(): void {
    this.#open = false;
    this.#closed = true;
    this.#timer?.unsubscribe();
    this.#forgetExit();
    this.#rest = NOTHING;
    this.#text = '';
    // Not during a write: by then, another file could have the descriptor's number.
    if (!this.#writing) this.#closeDescriptor();
    this.#onClosed?.();
  }

  #closeDescriptor(): void {
    const { fd } = this.#options;
    if (fd === 1 || fd === 2) return;
    try {
      closeSync(fd);
    } catch {
      // The descriptor is closed either way.
    }
  }
}

/** Returns what is said of lines that were dropped. */
export function droppedText(lines: number): string {
  return `(${lines} ${lines === 1 ? 'line was' : 'lines were'} dropped here: the reader was too slow)`;
}
