import type { Observable } from 'rxjs';
import type { Connection } from '../../../postgres/connection.js';
import { MovingAverage } from '../average.js';
import { decide } from '../decide.js';
import type { Difficulty, DifficultyChange } from '../difficulty.js';
import { LocalDifficulty } from '../local-difficulty.js';
import { withinSettings, type DifficultySettings } from '../settings.js';
import { changeGroup, reportLoad, STALE_SECONDS } from './group-table.js';

/** How often a server reports its load to the group, in milliseconds. */
const ASK_INTERVAL_MS = 5000;

export interface GroupDifficultyOptions {
  /** Names this server: a UUID. */
  readonly server: string;
  /** Connects to the database. Called again after a connection was lost. */
  readonly connect: () => Promise<Connection>;
  /** Called with the error when the group is out of reach, and with null when it is there again. Default: nobody is told. */
  readonly onReach?: (error: unknown) => void;
}

/**
 * The difficulty of several servers that share a database. Each reports its load, and learns that of all and their number of zero bits. While
 * the database is away, a server goes on from the last number, by its own load.
 */
export class GroupDifficulty implements Difficulty {
  readonly #options: GroupDifficultyOptions;
  readonly #state: LocalDifficulty;
  readonly #load = new MovingAverage();
  #connection: Connection | null = null;
  #asking: Promise<void> | null = null;
  #askedAt = -Infinity;
  /** When the group was last heard of; null if never. */
  #heardAt: number | null = null;
  #isAway = false;
  #isClosed = false;

  constructor(settings: DifficultySettings, options: GroupDifficultyOptions) {
    this.#options = options;
    this.#state = new LocalDifficulty(settings);
  }

  get nBits(): number {
    return this.#state.nBits;
  }

  get changes(): Observable<DifficultyChange> {
    return this.#state.changes;
  }

  report(load: number, now: number): void {
    this.#load.add(load, now);
    if (this.#isAlone(now)) this.#decideAlone(now);
    if (this.#isClosed || this.#asking !== null || now - this.#askedAt < ASK_INTERVAL_MS) return;
    this.#askedAt = now;
    this.#asking = this.#ask(now).finally(() => {
      this.#asking = null;
    });
  }

  configure(settings: DifficultySettings): void {
    this.#state.configure(settings);
  }

  /** Resolves when no report to the group is under way. */
  async idle(): Promise<void> {
    await this.#asking;
  }

  /** Reports no more, and closes the connection. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.idle();
    await this.#connection?.close();
    this.#connection = null;
  }

  /** Never rejects. */
  async #ask(now: number): Promise<void> {
    try {
      const connection = await this.#connected();
      await this.#meet(connection, now);
      this.#heardAt = now;
      if (this.#isAway) this.#options.onReach?.(null);
      this.#isAway = false;
    } catch (error) {
      const lost = this.#connection;
      this.#connection = null;
      if (!this.#isAway) this.#options.onReach?.(error);
      this.#isAway = true;
      await lost?.destroy();
    }
  }

  async #connected(): Promise<Connection> {
    const known = this.#connection;
    if (known !== null && !known.isLost) return known;
    const connection = await this.#options.connect();
    this.#connection = connection;
    return connection;
  }

  /** Reports, follows the group, and changes it where its load asks for that. */
  async #meet(connection: Connection, now: number): Promise<void> {
    const { server } = this.#options;
    const { floor } = this.#state.settings;
    const { load, nBits } = await reportLoad(connection, server, this.#load.value, floor);
    this.#follow(nBits, load, now);
    const { settings } = this.#state;
    const here = withinSettings(nBits, settings);
    const next = decide(here, load, settings);
    if (next === here || this.#state.nBits !== here || !this.#state.mayChange(now)) return;
    if (await changeGroup(connection, nBits, next)) this.#state.change(next, load, 'load', now);
  }

  /** A change of the group by one bit holds here at once. Who was alone for long comes back a bit a minute. */
  #follow(ofGroup: number, load: number, now: number): void {
    const [here, there] = [this.#state.nBits, withinSettings(ofGroup, this.#state.settings)];
    const isNear = Math.abs(there - here) <= 1 || this.#heardAt === null;
    if (!isNear && !this.#state.mayChange(now)) return;
    this.#state.change(isNear ? there : here + Math.sign(there - here), load, 'group', now);
  }

  /** Whether the group has not answered for as long as it counts a server that does not report. */
  #isAlone(now: number): boolean {
    if (!this.#isAway && this.#asking === null) return false;
    return now - (this.#heardAt ?? -Infinity) > STALE_SECONDS * 1000;
  }

  #decideAlone(now: number): void {
    if (!this.#state.mayChange(now)) return;
    const { nBits, settings } = this.#state;
    this.#state.change(decide(nBits, this.#load.value, settings), this.#load.value, 'load', now);
  }
}
