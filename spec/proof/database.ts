import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import type { SessionRecord } from '../../lib/records/record.js';
import { ROWS_STATEMENT, rowOf, type Row } from '../../scripts/proof/rows.js';
import { createDeployed } from '../support/deployed/postgresql.js';
import { PASSWORD, PostgresServer } from '../support/postgres.js';

/** The proof's PostgreSQL, with the documented roles. */
export class Database {
  readonly #server: PostgresServer;
  readonly #name: string;

  private constructor(server: PostgresServer, name: string) {
    this.#server = server;
    this.#name = name;
  }

  static async start(t: ExecutionContext): Promise<Database> {
    const server = await PostgresServer.create();
    t.teardown(() => server.end());
    const name = await createDeployed(server);
    await server.query(name, `ALTER ROLE tlslp_server PASSWORD '${PASSWORD}'`);
    return new Database(server, name);
  }

  /** The URL for the servers, whose role can delete nothing. */
  get url(): string {
    return this.#server.url(this.#name, 'tlslp_server');
  }

  /** Stops it as a crash does, for so many seconds at least, and until `meanwhile` is over. */
  async away(seconds: number, meanwhile: () => Promise<unknown>): Promise<void> {
    await this.#server.stop('immediate');
    await Promise.all([delay(seconds * 1000), meanwhile()]);
    await this.#server.start();
  }

  /** Every row, by its record. */
  async rows(): Promise<readonly Row[]> {
    const rows = await this.#server.query<{ record: SessionRecord }>(this.#name, ROWS_STATEMENT);
    return rows.map(({ record }) => rowOf(record));
  }
}
