import { statfs } from 'node:fs/promises';
import {
  asyncScheduler,
  exhaustMap,
  interval,
  type SchedulerLike,
  type Subscription,
  type TimestampProvider,
} from 'rxjs';
import { ServiceError } from '../protocol/errors.js';
import { showPath } from '../protocol/escape.js';

/** The free space is looked at this often, in milliseconds. */
export const CHECK_MS = 5_000;

/** While it is short, that is said again after this time, in milliseconds. */
export const REMIND_MS = 3_600_000;

/** What an operator has to know about the free space of the records' disk. */
export interface SpaceNotice {
  /** Whether new sessions are refused. */
  readonly short: boolean;
  /** One sentence, already escaped. */
  readonly message: string;
}

/** The free space of the records' disk. */
export interface Space {
  /** In bytes, for users other than root; null if it is not looked at, or not known yet. */
  readonly freeBytes: number | null;
  /** Whether new sessions are refused. */
  readonly short: boolean;
}

export interface FreeSpaceOptions {
  /** The directory of the records. */
  readonly directory: string;
  /** The free space below which new sessions are refused, in bytes. 0 looks at nothing. */
  readonly minBytes: number;
  /** Called when space runs short, hourly while it is, and when it is there again. Must not throw. */
  readonly onNotice: (notice: SpaceNotice) => void;
  /** Whether records are kept there now. While not, nobody is refused. Default: always. */
  readonly isUsed?: () => boolean;
  /** Times the looks. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /** Returns the free bytes of a directory's disk for users other than root. Default: what the system says. */
  readonly freeBytes?: (directory: string) => Promise<number>;
}

/**
 * Watches the free space of the records' disk. A session whose answers could not be kept would do its work for nothing, so new ones are
 * refused before that. Sessions under way go on.
 */
export class FreeSpace {
  readonly #options: FreeSpaceOptions;
  readonly #scheduler: SchedulerLike;
  /** Monotonic: a clock that is set must not change when it is said again. */
  readonly #clock: TimestampProvider;
  /** Null while nothing is looked at. */
  #timer: Subscription | null = null;
  #closed = false;
  #minBytes: number;
  #short = false;
  #free: number | null = null;
  #saidAt = 0;

  constructor(options: FreeSpaceOptions) {
    this.#options = options;
    this.#minBytes = options.minBytes;
    this.#scheduler = options.scheduler ?? asyncScheduler;
    this.#clock = options.scheduler ?? performance;
  }

  /** Looks at once, then at intervals until `close`. Resolves after the first look. Never rejects. */
  async start(): Promise<void> {
    this.#timer?.unsubscribe();
    this.#timer = null;
    const first = this.#check();
    if (this.#minBytes > 0 && !this.#closed) {
      const looks = interval(CHECK_MS, this.#scheduler).pipe(exhaustMap(() => this.#check()));
      this.#timer = looks.subscribe();
    }
    await first;
  }

  /** Changes the threshold, in bytes, and looks at once. */
  setMinBytes(bytes: number): void {
    this.#minBytes = bytes;
    void this.start();
  }

  /** What the last look has found. */
  get space(): Space {
    return { freeBytes: this.#free, short: this.#short };
  }

  /** Returns the error for a session that would begin now; null if there is space. */
  shortage(): ServiceError | null {
    return this.#short ? new ServiceError('no_space', 'Server has no space to keep answers.') : null;
  }

  close(): void {
    this.#closed = true;
    this.#timer?.unsubscribe();
  }

  async #check(): Promise<void> {
    const { directory, freeBytes = freeBytesOf } = this.#options;
    if (this.#minBytes === 0) {
      this.#tell(null);
      return;
    }
    try {
      this.#tell(await freeBytes(directory));
    } catch {
      // A directory that is gone has its own errors, at the next record.
    }
  }

  #tell(free: number | null): void {
    this.#free = free;
    const { isUsed = () => true } = this.#options;
    const short = free !== null && free < this.#minBytes && isUsed();
    const wasShort = this.#short;
    this.#short = short;
    const now = this.#clock.now();
    if (short ? wasShort && now - this.#saidAt < REMIND_MS : !wasShort) return;
    this.#saidAt = now;
    this.#options.onNotice({ short, message: this.#message(short, free) });
  }

  #message(short: boolean, free: number | null): string {
    const { directory } = this.#options;
    if (!short) {
      const why = (free ?? Infinity) < this.#minBytes ? 'no records go to' : 'there is space in';
      return `New sessions are accepted again: ${why} ${showPath(directory)}.`;
    }
    return (
      `New sessions are refused: ${megabytes(free ?? 0)} MB are free in ${showPath(directory)}, and ` +
      `--min-free-space is ${megabytes(this.#minBytes)} MB. Free some disk space.`
    );
  }
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
