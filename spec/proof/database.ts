import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import type { SessionRecord } from '../../lib/records/record.js';
import { createDeployed } from '../support/deployed/postgresql.js';
import { PASSWORD, PostgresServer } from '../support/postgres.js';
import type { Outage } from './checks.js';

/** The proof's PostgreSQL, with the documented roles. */
export class Database {
  /** When it was away. */
  readonly outages: Outage[] = [];
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

  /** Stops it as a crash does, for so many seconds. `meanwhile` is waited for too. */
  async away(seconds: number, meanwhile: () => Promise<unknown>): Promise<void> {
    const from = Date.now();
    await this.#server.stop('immediate');
    await Promise.all([delay(seconds * 1000), meanwhile()]);
    await this.#server.start();
    this.outages.push({ from, to: Date.now() });
  }

  /** Every record, as it was kept. */
  async rows(): Promise<readonly SessionRecord[]> {
    const rows = await this.#server.query<{ text: string }>(
      this.#name,
      'SELECT record::text AS text FROM tlslp.sessions',
    );
    return rows.map(({ text }) => JSON.parse(text) as SessionRecord);
  }
}
