import type { SchedulerLike } from 'rxjs';
import type { TakenWork, WantedWork } from '../../../session/work-store.js';
import type { MemoryWorkStore } from '../memory-work-store.js';
import { Asks, type Ask } from './asks.js';
import type { HeldToken, NewToken, ReleasedToken, WorkTable } from './work-table.js';

export interface WorkQueueOptions {
  /** Returns the table; null while the database is away. */
  readonly table: () => WorkTable | null;
  /** How long a question waits for the database, in milliseconds. */
  readonly waitMs: number;
  /** The time of that. */
  readonly scheduler: SchedulerLike;
  /** The work that no session holds, and that the table should have. */
  readonly memory: MemoryWorkStore;
  /** A statement failed. */
  readonly onFailed: (table: WorkTable, error: unknown) => void;
  /** Returns the work for a session that cannot wait any longer, or whose token is known already. */
  readonly takeWithout: (wanted: WantedWork) => TakenWork;
  /** A session has its work. Called before the session hears of it. */
  readonly onTaken: (taken: TakenWork, wanted: WantedWork) => void;
}

/** How many tokens are remembered as spent while the database is away. */
const MAX_OWED = 100_000;

/** What waits for the table of work. One statement is under way at a time, and what comes meanwhile shares the next one. */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #takes = new Asks<WantedWork, TakenWork>();
  readonly #spends = new Asks<HeldToken, boolean>();
  #releases: ReleasedToken[] = [];
  /** Tokens that nobody may get again. */
  readonly #owed = new Set<string>();
  #isSlow = false;
  #running: Promise<void> | null = null;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Whether the database is there, and answers in time. */
  get isAnswering(): boolean {
    return this.#options.table() !== null && !this.#isSlow;
  }

  take(wanted: WantedWork): Promise<TakenWork> {
    const taken = this.#takes.add(wanted);
    this.flush();
    return taken;
  }

  /** Resolves to whether the session held the token. If the database cannot say so in time, it did. */
  spend(held: HeldToken): Promise<boolean> {
    const spent = this.#spends.add(held);
    this.flush();
    return spent;
  }

  release(...released: readonly ReleasedToken[]): void {
    this.#releases.push(...released);
    this.flush();
  }

  /** Deletes a token, whoever holds it, now or when the database is back. */
  owe(token: string): void {
    this.#oweLater(token);
    this.flush();
  }

  /** Adds tokens to the table. Without an answer it may have them, and must forget them before they are added again. */
  async add(table: WorkTable, tokens: readonly NewToken[]): Promise<void> {
    if (tokens.length === 0) return;
    try {
      await table.add(tokens);
    } catch (error) {
      for (const { token } of tokens) this.#oweLater(token);
      throw error;
    }
  }

  /** Runs what waits, if the database is there. */
  flush(): void {
    if (this.#running !== null || !this.#hasMore || this.#options.table() === null) return;
    // One turn later: what comes at once shares a statement.
    this.#running = Promise.resolve()
      .then(() => this.#run())
      .finally(() => {
        this.#running = null;
        this.flush();
      });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /** The database does not answer: all that wait for it go on without it. */
  giveUp(): void {
    this.#takes.settleAll((wanted) => {
      // The statement under way may have added it.
      this.#oweLater(wanted.token);
      return this.#options.takeWithout(wanted);
    });
    this.#spends.settleAll(({ token }) => {
      this.#oweLater(token);
      return true;
    });
  }

  /** Forgets what was to be released: without its connection, no session of this server holds anything. */
  clearReleases(): void {
    this.#releases = [];
  }

  /** Deletes what is owed. */
  async forget(table: WorkTable): Promise<void> {
    if (this.#owed.size === 0) return;
    const tokens = [...this.#owed];
    await table.forget(tokens);
    for (const token of tokens) this.#owed.delete(token);
  }

  /** Deletes a token when something else is to be told. */
  #oweLater(token: string): void {
    this.#owed.add(token);
    if (this.#owed.size > MAX_OWED) this.#owed.delete(this.#owed.values().next().value ?? token);
  }

  get #hasMore(): boolean {
    const tells = this.#owed.size > 0 || this.#releases.length > 0 || this.#options.memory.waiting > 0;
    return tells || this.#spends.waiting > 0 || this.#takes.waiting > 0;
  }

  async #run(): Promise<void> {
    const { table: current, waitMs, scheduler, onFailed } = this.#options;
    const table = current();
    while (table !== null && table === current() && this.#hasMore) {
      const late = scheduler.schedule(() => {
        this.#isSlow = true;
        this.giveUp();
      }, waitMs);
      try {
        await this.#runAll(table);
      } catch (error) {
        this.giveUp();
        onFailed(table, error);
      } finally {
        late.unsubscribe();
        this.#isSlow = false;
      }
    }
  }

  /** What was set free before a session asked is set free before it takes: all questions are those of this moment. */
  async #runAll(table: WorkTable): Promise<void> {
    const spends = this.#spends.begin();
    const takes = this.#takes.begin(({ certificate }) => certificate);
    const releases = this.#releases;
    this.#releases = [];
    await this.forget(table);
    await this.#addFree(table);
    if (releases.length > 0) await table.release(releases);
    if (spends.length > 0) await this.#spend(table, spends);
    if (takes.length > 0) await this.#take(table, takes);
  }

  /** What came back while the database was away is of all servers now. */
  async #addFree(table: WorkTable): Promise<void> {
    const { memory } = this.#options;
    const works = memory.drain();
    const now = performance.now();
    try {
      await this.add(
        table,
        works.map(({ token, certificate, nBits, expiresAt }) => ({
          ...{ token, session: null, certificate, nBits, secondsLeft: (expiresAt - now) / 1000 },
        })),
      );
    } catch (error) {
      for (const work of works) memory.add(work);
      throw error;
    }
  }

  async #spend(table: WorkTable, asks: readonly Ask<HeldToken, boolean>[]): Promise<void> {
    const spent = await table.spend(asks.map(({ question }) => question));
    for (const ask of asks) if (!ask.isSettled) ask.settle(spent.has(ask.question.token));
  }

  async #take(table: WorkTable, asks: readonly Ask<WantedWork, TakenWork>[]): Promise<void> {
    const { onTaken, takeWithout } = this.#options;
    const rows = await table.take(asks.map(({ question }) => question));
    const workOf = new Map(rows.map(({ session, work }) => [session, work]));
    for (const ask of asks) {
      const { question: wanted } = ask;
      const work = workOf.get(wanted.session);
      if (ask.isSettled) this.#giveBack(work, wanted);
      else if (work === undefined) ask.settle(takeWithout(wanted));
      else {
        onTaken(work, wanted);
        ask.settle(work);
      }
    }
  }

  /** The answer came too late: its session has other work, or works on this token without the table. */
  #giveBack(work: TakenWork | undefined, { session, certificate }: WantedWork): void {
    if (work === undefined) return;
    const { token, isResumed } = work;
    if (isResumed) this.#releases.push({ token, session, certificate });
    else this.#oweLater(token);
  }
}
