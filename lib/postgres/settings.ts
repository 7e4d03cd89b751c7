import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { badUrl, parseUrl, shownUrl, splitHosts, type UrlHost } from './parse-url.js';
import { readService } from './service-file.js';
import { isTlsMode, type TlsSettings } from './tls.js';

/** One server to connect to. */
export interface Host {
  /** A name, an address, or the directory of a socket, which begins with a slash. */
  readonly host: string;
  readonly port: number;
}

/** Where a database is, and how to connect to it: a URL, completed by its service and by the environment as libpq does it. */
export interface Settings {
  /** The URL without its secrets, for messages. */
  readonly shown: string;
  /** They are tried in this order. */
  readonly hosts: readonly Host[];
  readonly user: string;
  readonly database: string;
  /** Null if it has to be looked up in `passwordFile`. */
  readonly password: string | null;
  readonly passwordFile: string;
  readonly tls: TlsSettings;
  /** In seconds; null if nothing says it. */
  readonly connectTimeout: number | null;
  readonly applicationName: string | null;
  readonly options: string | null;
  /** Whether only a server counts that accepts writes, as `target_session_attrs` says it. */
  readonly needsWritable: boolean;
}

/** The variables of the environment that libpq reads, by the parameters that they set. */
const VARIABLES: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  dbname: 'PGDATABASE',
  service: 'PGSERVICE',
  servicefile: 'PGSERVICEFILE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslnegotiation: 'PGSSLNEGOTIATION',
  channel_binding: 'PGCHANNELBINDING',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  application_name: 'PGAPPNAME',
  options: 'PGOPTIONS',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
};

const DEFAULT_PORT = 5432;
/** Where the packages of Debian and Fedora, and PostgreSQL itself, put the socket. */
const SOCKET_DIRECTORIES = ['/var/run/postgresql', '/tmp'];
const SESSION_ATTRS: ReadonlySet<string> = new Set(['any', 'read-write', 'primary']);

/**
 * Completes a URL: what it does not say is taken from its service, then from the environment, then from the defaults of libpq.
 * @throws {ConfigError} `unusable_database`
 */
export async function readSettings(
  url: string,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): Promise<Settings> {
  const parsed = parseUrl(url);
  const fromEnv = (name: string): string | null => {
    const text = env[VARIABLES[name] ?? ''] ?? '';
    // As for libpq, an empty variable is none.
    return text === '' ? null : text;
  };
  const service = parsed.parameters.get('service') ?? fromEnv('service');
  const serviceFile = parsed.parameters.get('servicefile') ?? fromEnv('servicefile');
  const fromService = service === null ? null : await readService(service, serviceFile, env, home);
  const get = (name: string): string | null =>
    parsed.parameters.get(name) ?? fromService?.get(name) ?? fromEnv(name);
  const user = get('user') ?? userInfo().username;
  return {
    shown: shownUrl(url),
    hosts: completeHosts(parsed.hosts, get, url),
    user,
    database: get('dbname') ?? user,
    password: get('password'),
    passwordFile: get('passfile') ?? join(home, '.pgpass'),
    tls: tlsOf(get, url, home),
    connectTimeout: secondsOf(get('connect_timeout'), url),
    applicationName: get('application_name'),
    options: get('options'),
    needsWritable: needsWritable(get('target_session_attrs'), url),
  };
}

type Get = (name: string) => string | null;

function completeHosts(given: readonly UrlHost[], get: Get, url: string): Host[] {
  const port = given[0]?.port ?? '';
  const named = given.some(({ host }) => host !== '')
    ? given
    : splitHosts({ host: get('host'), port: port === '' ? get('port') : port }, url);
  return named.map((one) => {
    const number = Number(one.port === '' ? (get('port') ?? DEFAULT_PORT) : one.port);
    if (!Number.isInteger(number)) throw badUrl(url, 'must have one port, or one for each host');
    return { host: one.host === '' ? defaultHost(number) : one.host, port: number };
  });
}

function defaultHost(port: number): string {
  return SOCKET_DIRECTORIES.find((path) => existsSync(`${path}/.s.PGSQL.${port}`)) ?? 'localhost';
}

function tlsOf(get: Get, url: string, home: string): TlsSettings {
  const mode = get('sslmode') ?? 'prefer';
  if (!isTlsMode(mode))
    throw badUrl(url, 'sslmode must be one of disable allow prefer require verify-ca verify-full');
  const usual = (name: string): string | null => {
    const path = join(home, '.postgresql', name);
    return existsSync(path) ? path : null;
  };
  return {
    mode,
    rootCert: get('sslrootcert') ?? usual('root.crt'),
    cert: get('sslcert') ?? usual('postgresql.crt'),
    key: get('sslkey') ?? usual('postgresql.key'),
    passphrase: get('sslpassword'),
    isDirect: get('sslnegotiation') === 'direct',
    bindsChannel: get('channel_binding') === 'require',
  };
}

function secondsOf(text: string | null, url: string): number | null {
  if (text === null) return null;
  if (!/^[0-9]{1,6}$/.test(text)) throw badUrl(url, 'connect_timeout must be a number of seconds');
  return Number(text);
}

function needsWritable(text: string | null, url: string): boolean {
  if (text === null) return false;
  if (!SESSION_ATTRS.has(text))
    throw badUrl(url, 'target_session_attrs must be one of any read-write primary');
  return text !== 'any';
}
