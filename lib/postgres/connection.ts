import type { Socket } from 'node:net';
import { DatabaseError, toDatabaseError } from './database-error.js';

/** A statement. With a name, the server parses it once a connection. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly name?: string;
}

/**
 * What is needed of the client of pg. Not its own type: the declarations of this package are read where there are none of pg.
 */
interface Client {
  on(event: 'error' | 'end', listener: () => void): unknown;
  query(config: Query): Promise<{ readonly rows: object[] }>;
  end(): Promise<void>;
}

interface Query {
  readonly text: string;
  readonly values: unknown[];
  readonly name?: string;
}

/** A server that cancels a statement after its timeout needs some time to say so, in milliseconds. */
const GRACE_MS = 2000;

/** The time for a goodbye, in milliseconds. */
const CLOSE_MS = 1000;

/**
 * One connection to the database. It runs one statement after the other; calls that come meanwhile wait. When it is lost, everything
 * fails, and it stays lost. The caller must close it.
 */
export class Connection {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  #last: Promise<unknown> = Promise.resolve();
  #isLost = false;
  #closing: Promise<void> | null = null;

  /**
   * Internal: call `connect` instead.
   * @param timeoutMs the time that a statement has, in milliseconds; 0 for no limit
   */
  constructor(client: Client, socket: Socket, timeoutMs: number) {
    this.#client = client;
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    const lost = (): void => {
      this.#isLost = true;
    };
    // Without a listener, a connection that breaks while it is idle would end the process.
    client.on('error', lost);
    client.on('end', lost);
  }

  /** Whether it can no longer be used. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * Runs a statement, and returns its rows as pg converts them.
   * @throws {DatabaseError}
   */
  query<Row extends object>(statement: string | Statement, values: readonly unknown[] = []): Promise<Row[]> {
    const {
      text,
      name,
      values: own = values,
    } = typeof statement === 'string' ? { text: statement, name: undefined } : statement;
    const config = { text, values: [...own], ...(name === undefined ? {} : { name }) };
    const rows = this.#last.then(() => this.#run<Row>(config));
    this.#last = rows.catch(() => undefined);
    return rows;
  }

  /**
   * Runs a function in a transaction: commits it when the function resolves, and rolls it back when it rejects. No other statement may be
   * run on this connection meanwhile.
   */
  async transaction<Result>(run: () => Promise<Result>, begin = 'BEGIN'): Promise<Result> {
    await this.query(begin);
    try {
      const result = await run();
      await this.query('COMMIT');
      return result;
    } catch (error) {
      // If that fails too, the connection is lost, and with it the transaction.
      await this.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** Closes the connection, after the statements that were called before. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Closes the connection at once: a statement under way fails. Never rejects. */
  destroy(): Promise<void> {
    this.#isLost = true;
    this.#socket.destroy();
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#last;
    this.#isLost = true;
    const timer = setTimeout(() => this.#socket.destroy(), CLOSE_MS);
    await this.#client.end().catch(() => undefined);
    clearTimeout(timer);
    this.#socket.destroy();
  }

  async #run<Row extends object>(config: Query): Promise<Row[]> {
    if (this.#isLost) throw new DatabaseError(this.#closing === null ? 'LOST' : 'CLOSED');
    const deadline = new AbortController();
    const timer =
      this.#timeoutMs === 0
        ? undefined
        : setTimeout(() => {
            deadline.abort();
            this.#isLost = true;
            this.#socket.destroy();
          }, this.#timeoutMs + GRACE_MS);
    try {
      const { rows } = await this.#client.query(config);
      return rows as Row[];
    } catch (thrown) {
      throw deadline.signal.aborted ? new DatabaseError('NO_ANSWER') : toDatabaseError(thrown);
    } finally {
      clearTimeout(timer);
    }
  }
}
