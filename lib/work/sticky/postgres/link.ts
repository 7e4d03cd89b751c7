import { DatabaseError } from '../../../postgres/database-error.js';
import { GrowingPauses } from '../../../protocol/growing-pauses.js';
import { databaseProblem } from '../../../postgres/unusable.js';
import type { LinkState } from '../link-state.js';
import type { WorkTable } from './work-table.js';

export interface LinkOptions {
  /** Connects. */
  readonly open: () => Promise<WorkTable>;
  /** Called with each new table, before it is in use. If it rejects, the table is closed, and another one opened. */
  readonly onOpen: (table: WorkTable) => Promise<void>;
  /** Called when `table` has changed, and when the first attempt failed. */
  readonly onChange: (state: LinkState) => void;
  /** Called about every ten seconds while the link is up. */
  readonly onIdle: (table: WorkTable) => void;
}

/** Short pauses between attempts to connect: what sessions hold is at stake. */
const PAUSES = { firstMs: 100, longestMs: 1000 };
/** How often it looks whether the connection is still there, in milliseconds. */
const LOOK_MS = 500;
const LOOKS_BEFORE_IDLE = 20;

/** Keeps one connection to the database open, and opens a new one when it is lost. */
export class Link {
  readonly #options: LinkOptions;
  #table: WorkTable | null = null;
  #opening: Promise<void> | null = null;
  readonly #pauses = new GrowingPauses(PAUSES);
  #retry: NodeJS.Timeout | null = null;
  readonly #looking: NodeJS.Timeout;
  #looks = 0;
  #isClosed = false;
  #wasUp: boolean | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#looking = setInterval(() => {
      this.#look();
    }, LOOK_MS).unref();
  }

  /** The table; null while the database is away. */
  get table(): WorkTable | null {
    return this.#table;
  }

  /** Tries to connect once. Resolves also if that fails: then it tries again and again. */
  open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  /** The table failed: opens a new one. */
  failed(table: WorkTable, error: unknown): void {
    if (this.#table !== table) return;
    this.#table = null;
    void table.destroy();
    this.#tell({ isUp: false, why: databaseProblem(error) });
    // After an attempt that may be under way.
    void this.open().then(() => this.open());
  }

  /** Closes the connection after the statements under way. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#looking);
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#opening;
    await this.#table?.close();
    this.#table = null;
  }

  async #open(): Promise<void> {
    if (this.#isClosed || this.#table !== null) return;
    let table: WorkTable | null = null;
    try {
      table = await this.#options.open();
      await this.#options.onOpen(table);
      this.#table = table;
      this.#pauses.reset();
      this.#tell({ isUp: true, why: null });
    } catch (error) {
      await table?.destroy();
      this.#tell({ isUp: false, why: databaseProblem(error) });
      this.#openLater();
    }
  }

  #tell(state: LinkState): void {
    if (this.#isClosed || this.#wasUp === state.isUp) return;
    this.#wasUp = state.isUp;
    this.#options.onChange(state);
  }

  #openLater(): void {
    if (this.#isClosed) return;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      void this.open();
    }, this.#pauses.next()).unref();
  }

  #look(): void {
    const table = this.#table;
    if (table === null) return;
    if (table.isLost) {
      this.failed(table, new DatabaseError('LOST'));
      return;
    }
    this.#looks = (this.#looks + 1) % LOOKS_BEFORE_IDLE;
    if (this.#looks === 0) this.#options.onIdle(table);
  }
}
