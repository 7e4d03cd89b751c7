import { closeSync, write, writeSync } from 'node:fs';
import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import type { OutputDescriptor } from './descriptor.js';
import { flushAtExit } from './flush-at-exit.js';

/** Text that waits for its reader, in bytes. */
export const MAX_WAITING_BYTES = 1024 * 1024;

/** A line is written this long after it came, with all that came meanwhile; and what could not be written is tried again. */
export const WINDOW_MS = 50;

/** So much is written without waiting for the window's end. */
export const WINDOW_BYTES = 8 * 1024;

const DEFAULT_END_DEADLINE_MS = 2000;

export interface LineOutputOptions extends OutputDescriptor {
  /** Taken over: closed at the end, unless it is 1 or 2. See `unblockedDescriptor`. */
  readonly fd: number;
  /** Lines beyond this many waiting bytes are dropped: 1 MiB when not given, Infinity to drop none. */
  readonly maxWaitingBytes?: number;
  /** The line that tells how many were dropped, once there is room again. */
  readonly describeDropped?: (lines: number) => string;
  /** Told when nothing can be written: once, and once more after it went well in between. */
  readonly onError?: (error: NodeJS.ErrnoException) => void;
  /** Time. The asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
}

/** What is full now may have room again; all else (EPIPE, EIO, EBADF) stays as it is. */
const PASSING = new Set(['ENOSPC', 'EDQUOT']);

const NOTHING = Buffer.alloc(0);

/**
 * Lines for a reader who may be slow, stalled or gone: `write` never waits, never throws, and holds only so much. A reader who is
 * gone ends the writing, not the program. What waits is written when the process exits, also on an uncaught exception.
 *
 * One write serves all lines of a window, and is synchronous where it cannot block: waking a thread costs ten times the write. (sonic-boom
 * puts the whole process to sleep when a synchronous write finds its pipe full.)
 */
export class LineOutput {
  readonly #options: LineOutputOptions;
  readonly #scheduler: SchedulerLike;
  readonly #forgetExit: () => void;
  /** Bytes that a write left over; they go first. */
  #rest: Buffer = NOTHING;
  #text = '';
  #waitingBytes = 0;
  #dropped = 0;
  #timer: Subscription | null = null;
  /** The last write took not all: until the timer fires, another one is not worth its while. */
  #stalled = false;
  /** A write on another thread is under way. */
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
      // What is under way may be stalled, and would hold up the exit if it were waited for.
      if (!this.#writing) this.#writeSync();
    });
  }

  /** One line, without its LF. */
  writeLine(line: string): void {
    this.write(`${line}\n`);
  }

  /** Whole lines, each with its LF. */
  write(lines: string): void {
    if (!this.#open) return;
    const bytes = Buffer.byteLength(lines);
    if (this.#waitingBytes + bytes > (this.#options.maxWaitingBytes ?? MAX_WAITING_BYTES)) {
      this.#dropped++;
      return;
    }
    this.#push(lines, bytes);
    if (this.#waitingBytes >= WINDOW_BYTES && !this.#stalled) this.#flush();
    else this.#wait();
  }

  /**
   * Takes no more lines, and resolves once what waits is written, or the deadline has passed. Never rejects.
   * @param deadlineMs 2000 when not given
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

  /** Whether there is something to write: what is left over, what came, or how many lines were dropped. */
  #next(): boolean {
    if (this.#rest.length > 0) return true;
    if (this.#text === '' && this.#dropped > 0) {
      const { describeDropped = defaultDescription } = this.#options;
      // However full it is: a reader has to know.
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
    // Not while a write is under way: the descriptor's number would be another file's by then.
    if (!this.#writing) this.#closeDescriptor();
    this.#onClosed?.();
  }

  #closeDescriptor(): void {
    const { fd } = this.#options;
    if (fd === 1 || fd === 2) return;
    try {
      closeSync(fd);
    } catch {
      // It is gone either way.
    }
  }
}

function defaultDescription(lines: number): string {
  return `(${lines} ${lines === 1 ? 'line was' : 'lines were'} dropped here: nobody read them in time)`;
}
