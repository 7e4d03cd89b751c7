import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext, type TestFn } from 'ava';
import { connect } from '../../lib/postgres/connect.js';
import type { Connection } from '../../lib/postgres/connection.js';
import { migrate } from '../../lib/postgres/migrate.js';
import { freePort } from './free-port.js';

/** Debian's packages put the programs of each version here, outside of the path. */
const DEBIAN = '/usr/lib/postgresql';

/** A password that has to be encoded in a URL. No program may ever print it. */
export const PASSWORD = 'se:cret/p@ss?w#rd%';

/** The directory of PostgreSQL's programs; null where it is not installed. */
export const POSTGRES_BIN: string | null = findPrograms();

/** For tests that need a real PostgreSQL: they are skipped where it is not installed. */
export const postgresTest: TestFn = POSTGRES_BIN === null ? (test.skip as unknown as TestFn) : test;

function findPrograms(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const directories = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return directories.find((path) => existsSync(join(path, 'initdb'))) ?? null;
}

/** A connection that was closed takes a moment to go from the server's list. */
const LOOKS = 100;
const LOOK_MS = 20;

/** How a server is stopped: in order, by cutting all connections, as in a crash, or by SIGKILL. */
export type StopMode = 'smart' | 'fast' | 'immediate' | 'kill';
const SIGNALS = { smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;

/** PostgreSQL does not run as root. */
interface User {
  readonly uid?: number;
  readonly gid?: number;
}

function unprivileged(): User {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  return {};
}

/**
 * A real PostgreSQL server in a temporary folder, with the settings of a new installation: fsync and all. It listens on a free port of
 * 127.0.0.1, where it asks for the password, and on a socket in its folder, where it asks for none.
 */
export class PostgresServer {
  readonly port: number;
  /** The folder of the socket. */
  readonly directory: string;
  readonly #user: User;
  #child: ChildProcess | null = null;
  #log = '';
  #databases = 0;
  #template: Promise<string> | null = null;
  readonly #kill = (): void => {
    this.#child?.kill('SIGQUIT');
  };

  private constructor(port: number, directory: string, user: User) {
    this.port = port;
    this.directory = directory;
    this.#user = user;
  }

  /** Makes a new cluster and starts it. The caller must call `end`. */
  static async create(): Promise<PostgresServer> {
    const user = unprivileged();
    const directory = await mkdtemp(join(tmpdir(), 'tlslp-pg-'));
    if (user.uid !== undefined && user.gid !== undefined) await chown(directory, user.uid, user.gid);
    const server = new PostgresServer(await freePort(), directory, user);
    try {
      const password = join(directory, 'password');
      await writeFile(password, PASSWORD);
      const auth = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${password}`];
      await server.#run('initdb', [
        '-D',
        server.#data,
        '-U',
        'postgres',
        ...auth,
        '-E',
        'UTF8',
        '--no-locale',
        '--no-sync',
      ]);
      process.once('exit', server.#kill);
      await server.start();
      return server;
    } catch (error) {
      await server.end();
      throw error;
    }
  }

  get #data(): string {
    return join(this.directory, 'data');
  }

  /** The URL of a database over TCP, with the password. */
  url(database = 'postgres', user = 'postgres', password = PASSWORD): string {
    return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** The URL of a database over the socket, without a password. */
  socketUrl(database = 'postgres', user = 'postgres'): string {
    return `postgresql://${user}@${encodeURIComponent(this.directory)}:${this.port}/${database}`;
  }

  /** Starts the server, and waits until it lets clients in. */
  async start(...settings: string[]): Promise<void> {
    for (;;) {
      const child = this.#spawn(settings);
      if (await this.#answers(child)) return;
      // After SIGKILL, the processes of the old server take a moment to end.
      if (!/shared memory|lock file|bind/.test(this.#log))
        throw new Error(`PostgreSQL does not start\n${this.#log}`);
      await delay(100);
    }
  }

  #spawn(settings: readonly string[]): ChildProcess {
    this.#log = '';
    const options = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: this.directory,
      max_connections: '50',
    };
    const given = [...Object.entries(options).map(([name, value]) => `${name}=${value}`), ...settings];
    const child = spawn(
      join(POSTGRES_BIN ?? '', 'postgres'),
      ['-D', this.#data, '-p', String(this.port), ...given.flatMap((setting) => ['-c', setting])],
      { ...this.#user, cwd: this.directory, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    this.#child = child;
    return child;
  }

  /** Whether the server lets clients in, before it ends. */
  async #answers(child: ChildProcess): Promise<boolean> {
    while (child.exitCode === null && child.signalCode === null) {
      try {
        const connection = await connect(this.socketUrl(), { env: {} });
        await connection.close();
        return true;
      } catch {
        await delay(20);
      }
    }
    return false;
  }

  /** Writes a file that the server alone can read, and returns its path. */
  async addFile(name: string, text: string): Promise<string> {
    const path = join(this.directory, name);
    await writeFile(path, text, { mode: 0o600 });
    if (this.#user.uid !== undefined && this.#user.gid !== undefined)
      await chown(path, this.#user.uid, this.#user.gid);
    return path;
  }

  /** Stops the server, and waits until it is gone. */
  async stop(mode: StopMode = 'immediate'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(SIGNALS[mode]);
    await ended;
  }

  /** Stops the server and removes its folder. */
  async end(): Promise<void> {
    await this.stop('immediate');
    process.off('exit', this.#kill);
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Runs statements as the superuser, over the socket. */
  async query<Row extends object>(
    database: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const connection = await connect(this.socketUrl(database), { env: {} });
    try {
      return await connection.query<Row>(text, values);
    } finally {
      await connection.close();
    }
  }

  /** Makes an empty database, and returns its name. */
  async createDatabase(template = 'template0'): Promise<string> {
    const name = `test_${++this.#databases}_${randomBytes(4).toString('hex')}`;
    await this.query('postgres', `CREATE DATABASE ${name} TEMPLATE ${template}`);
    return name;
  }

  /** Makes a database with all tables, and returns its name. */
  async createMigrated(): Promise<string> {
    this.#template ??= this.#createTemplate();
    return this.createDatabase(await this.#template);
  }

  /** Waits until no client is connected to a database. Rejects if one stays: somebody has left it open. */
  async untilUnused(database: string): Promise<void> {
    for (let look = 0; look < LOOKS; look++) {
      const rows = await this.query<{ application_name: string }>(
        'postgres',
        `SELECT application_name FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
        [database],
      );
      if (rows.length === 0) return;
      await delay(LOOK_MS);
    }
    throw new Error(`a connection to ${database} was left open`);
  }

  async #createTemplate(): Promise<string> {
    const name = await this.createDatabase();
    const connection = await connect(this.socketUrl(name), { env: {} });
    await migrate(connection, name);
    await connection.close();
    return name;
  }

  async #run(program: string, args: readonly string[]): Promise<void> {
    const child = spawn(join(POSTGRES_BIN ?? '', program), args, {
      ...this.#user,
      cwd: this.directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${program} failed\n${errors}`);
  }
}

/** Gives the tests of a file one server, which ends after them. Says in one line where PostgreSQL is not installed. */
export function usePostgres(): () => PostgresServer {
  let server: PostgresServer | null = null;
  if (POSTGRES_BIN === null) {
    console.log('PostgreSQL is not installed: its tests are skipped (apt-get install postgresql).');
  } else {
    test.before('PostgreSQL starts', async (t) => {
      t.timeout(60_000);
      server = await PostgresServer.create();
    });
    test.after.always('PostgreSQL ends', async () => {
      await server?.end();
    });
  }
  return () => {
    if (server === null) throw new Error('PostgreSQL has not started');
    return server;
  };
}

/** A connection that does not outlive the test. */
export async function connectFor(t: ExecutionContext, url: string): Promise<Connection> {
  const connection = await connect(url, { env: {} });
  t.teardown(() => connection.close());
  return connection;
}
