import { randomInt } from 'node:crypto';
import type { Connection } from '../../../postgres/connection.js';
import type { TakenWork, WantedWork } from '../../../session/work-store.js';
import {
  ADD,
  ADOPT,
  FORGET,
  LIMIT,
  LOCK,
  PRUNE,
  RELEASE,
  SETTINGS,
  SPEND,
  SWEEP,
  SWEEP_ROWS,
  TAKE,
} from './statements.js';

/** A token that a session holds. */
export interface HeldToken {
  readonly token: string;
  readonly session: string;
}

/** A token that a session held. */
export interface ReleasedToken extends HeldToken {
  readonly certificate: string;
}

/** A token that the table does not know. */
export interface NewToken {
  readonly token: string;
  /** The session that holds it; null if none does. */
  readonly session: string | null;
  readonly certificate: string;
  readonly nBits: number;
  readonly secondsLeft: number;
}

/**
 * Gets the lock of a new server, and tries each statement without a row: so a lack of tables or rights is known now.
 * @param connection is owned by the table from now on. It is closed if this rejects
 * @throws {DatabaseError}
 */
export async function openWorkTable(connection: Connection, options: WorkTableOptions): Promise<WorkTable> {
  try {
    await connection.query(SETTINGS);
    for (;;) {
      const server = randomInt(2 ** 31);
      const [row] = await connection.query<{ locked: boolean }>(LOCK, [server]);
      if (row?.locked !== true) continue;
      const table = new WorkTable(connection, server, options);
      await table.take([]);
      await table.spend([]);
      await table.release([]);
      return table;
    }
  } catch (error) {
    await connection.destroy();
    throw error;
  }
}

/** What a session has taken. */
export interface TakenRow {
  readonly session: string;
  readonly work: TakenWork;
}

export interface WorkTableOptions {
  /** How long the servers have to come back after a start of the database, in seconds. */
  readonly restartGrace: number;
  /** The maximum number of free tokens of one certificate. */
  readonly maxPerCertificate: number;
  /** The maximum number of free tokens in all. */
  readonly maxFree: number;
}

/**
 * The table of work, over one connection. While the connection lasts, it holds the advisory lock with the number of this server, and so
 * what the sessions of this server hold. Each method is one statement, but for `release` and `sweep`.
 */
export class WorkTable {
  readonly #connection: Connection;
  readonly #server: number;
  readonly #options: WorkTableOptions;

  /** Internal: call `openWorkTable` instead. */
  constructor(connection: Connection, server: number, options: WorkTableOptions) {
    this.#connection = connection;
    this.#server = server;
    this.#options = options;
  }

  /** Whether its connection is gone, and with it the lock. */
  get isLost(): boolean {
    return this.#connection.isLost;
  }

  /** @param wanted each certificate and each session at most once. A session whose token others have already gets none */
  async take(wanted: readonly WantedWork[]): Promise<readonly TakenRow[]> {
    const rows = await this.#connection.query<TakenColumns>({
      name: 'tlslp_work_take',
      text: TAKE,
      values: [
        wanted.map(({ certificate }) => certificate),
        wanted.map(({ session }) => session),
        wanted.map(({ token }) => token),
        wanted.map(({ nBits }) => nBits),
        wanted.map(({ lifetime }) => lifetime),
        this.#server,
        this.#options.restartGrace,
      ],
    });
    return rows.map(
      ({ session, token, n_bits: nBits, is_resumed: isResumed, seconds_left: secondsLeft }) => ({
        session,
        work: { token, nBits, isResumed, secondsLeft },
      }),
    );
  }

  /** Returns the tokens that were spent now: held by these sessions, and not spent before. */
  async spend(held: readonly HeldToken[]): Promise<ReadonlySet<string>> {
    const values = columnsOf(held);
    const rows = await this.#connection.query<{ token: string }>({
      name: 'tlslp_work_spend',
      text: SPEND,
      values,
    });
    return new Set(rows.map(({ token }) => token));
  }

  async forget(tokens: readonly string[]): Promise<void> {
    await this.#connection.query({ name: 'tlslp_work_forget', text: FORGET, values: [tokens] });
  }

  async release(held: readonly ReleasedToken[]): Promise<void> {
    await this.#connection.query({ name: 'tlslp_work_release', text: RELEASE, values: columnsOf(held) });
    const certificates = new Set(held.map(({ certificate }) => certificate));
    const values = [[...certificates], this.#options.maxPerCertificate];
    await this.#connection.query({ name: 'tlslp_work_prune', text: PRUNE, values });
  }

  /** Keeps what living sessions of this server held over an earlier connection, unless others have taken it. */
  async adopt(held: readonly HeldToken[]): Promise<void> {
    await this.#connection.query(ADOPT, [...columnsOf(held), this.#server]);
  }

  async add(tokens: readonly NewToken[]): Promise<void> {
    await this.#connection.query(ADD, [
      tokens.map(({ certificate }) => certificate),
      tokens.map(({ session }) => session),
      tokens.map(({ token }) => token),
      tokens.map(({ nBits }) => nBits),
      tokens.map(({ secondsLeft }) => secondsLeft),
      this.#server,
    ]);
  }

  /** Removes some of what has expired, and of what is too much. Returns whether there may be more. */
  async sweep(): Promise<boolean> {
    const rows = await this.#connection.query(SWEEP);
    await this.#connection.query(LIMIT, [this.#options.maxFree]);
    return rows.length === SWEEP_ROWS;
  }

  /** Asks the database for a sign of life. */
  async ping(): Promise<void> {
    await this.#connection.query('SELECT 1');
  }

  /** Closes the connection: whatever is still held becomes free. Never rejects. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Closes the connection at once. Never rejects. */
  destroy(): Promise<void> {
    return this.#connection.destroy();
  }
}

interface TakenColumns {
  readonly session: string;
  readonly token: string;
  readonly n_bits: number;
  readonly is_resumed: boolean;
  readonly seconds_left: number;
}

function columnsOf(held: readonly HeldToken[]): [string[], string[]] {
  return [held.map(({ token }) => token), held.map(({ session }) => session)];
}
