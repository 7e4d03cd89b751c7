import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { identityOf, RUNS_HERE } from './process-identity.js';

/** The mark is written at most this often, in milliseconds. */
export const WINDOW_MS = 1000;

/** The content of a mark has always this length, so that a shorter one leaves nothing of a longer one. */
const MARK_BYTES = 256;

/** Between the name of the records file and the process and the run. */
export const MARK = '.running.';

/**
 * A small file beside the records while a server runs: its process, and how many of its sessions have no end yet. It is removed at an
 * orderly end. What a crash leaves is read at the next start, see `left-marks.ts`.
 *
 * It is not synced: it has to survive the process, not the machine. After a power cut it may be older, or missing.
 */
export class RunMark {
  readonly #run: string;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #count: () => number;
  readonly #scheduler: SchedulerLike;
  readonly #since = new Date().toISOString();
  readonly #identity = identityOf(process.pid);
  #writing: Promise<void> = Promise.resolve();
  #window: Subscription | null = null;
  #changed = false;

  private constructor(
    run: string,
    path: string,
    file: FileHandle,
    count: () => number,
    scheduler: SchedulerLike,
  ) {
    this.#run = run;
    this.#path = path;
    this.#file = file;
    this.#count = count;
    this.#scheduler = scheduler;
  }

  /**
   * Makes the mark of this run.
   * @param count returns the number of sessions without an end
   */
  static async create(
    recordsPath: string,
    count: () => number,
    scheduler: SchedulerLike = asyncScheduler,
  ): Promise<RunMark> {
    const run = randomUUID();
    const path = `${recordsPath}${MARK}${process.pid}.${run.slice(0, 8)}`;
    const { O_WRONLY, O_CREAT, O_EXCL } = constants;
    const file = await open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600);
    RUNS_HERE.add(run);
    const mark = new RunMark(run, path, file, count, scheduler);
    await mark.#write();
    return mark;
  }

  /** Notes that the number of sessions has changed. The first change is written at once, later ones after the window. */
  readonly changed = (): void => {
    if (this.#window !== null) {
      this.#changed = true;
      return;
    }
    this.#changed = false;
    this.#writing = this.#writing.then(() => this.#write());
    this.#window = this.#scheduler.schedule(() => {
      this.#window = null;
      if (this.#changed) this.changed();
    }, WINDOW_MS);
  };

  /** Removes the mark: the run ended in order. Never rejects. */
  async close(): Promise<void> {
    this.#window?.unsubscribe();
    await this.#writing;
    await this.#file.close().catch(() => undefined);
    await rm(this.#path, { force: true }).catch(() => undefined);
    RUNS_HERE.delete(this.#run);
  }

  async #write(): Promise<void> {
    const content = { run: this.#run, identity: this.#identity, since: this.#since, sessions: this.#count() };
    const bytes = Buffer.from(`${JSON.stringify(content)}\n`.padStart(MARK_BYTES));
    // A failure is one of the disk, which the records report.
    await this.#file.write(bytes, 0, bytes.length, 0).catch(() => undefined);
  }
}
