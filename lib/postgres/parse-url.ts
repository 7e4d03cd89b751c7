import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';

/** One of the hosts of a URL. A text is empty where the URL leaves it out. */
export interface UrlHost {
  readonly host: string;
  readonly port: string;
}

/** The parts of a URL, decoded and not yet completed. */
export interface ParsedUrl {
  readonly hosts: readonly UrlHost[];
  /** The parameters by their libpq names; user, password and dbname are among them where the URL has them. */
  readonly parameters: ReadonlyMap<string, string>;
}

// Each part stops at the first character that must be encoded in it: then a wrong URL never moves a password into another part.
const URL_SHAPE =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^:@/?#]*)(?::(?<password>[^:@/?#]*))?@)?(?<hosts>[^@/?#]*)(?:\/(?<database>[^@/?#]*))?(?:\?(?<query>[^@?#]*))?$/i;
const HOST_SHAPE = /^(?:\[(?<v6>[^[\]]*)\]|(?<name>[^:[\]]*))(?::(?<port>[0-9]*))?$/;

/** The parameters of libpq that are understood. */
const PARAMETERS: ReadonlySet<string> = new Set([
  ...['host', 'port', 'user', 'password', 'passfile', 'dbname', 'service', 'servicefile'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'sslnegotiation', 'channel_binding'],
  ...['connect_timeout', 'application_name', 'options', 'target_session_attrs'],
]);

/** Parameters of libpq that change nothing here: keep-alive is on, texts are UTF-8, and there is no Kerberos. */
const IGNORED: ReadonlySet<string> = new Set([
  ...['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count', 'tcp_user_timeout'],
  ...['client_encoding', 'fallback_application_name', 'gssencmode', 'krbsrvname', 'load_balance_hosts'],
  ...['sslcompression', 'sslsni', 'hostaddr'],
]);

/** What is not shown of a URL. */
const SECRETS: ReadonlySet<string> = new Set(['password', 'sslpassword']);

/**
 * Parses a `postgresql://` URL as libpq does: several hosts, hosts that are the encoded path of a socket, and parameters.
 * @throws {ConfigError} `unusable_database`: the message has the URL without its secrets, and the rule
 */
export function parseUrl(url: string): ParsedUrl {
  const groups = URL_SHAPE.exec(url)?.groups;
  if (groups === undefined) {
    throw badUrl(
      url,
      'must be postgresql://USER:PASSWORD@HOST:PORT/DATABASE?NAME=VALUE, with each of : / ? # @ in a part as %3A %2F %3F %23 %40',
    );
  }
  const parameters = new Map<string, string>();
  const set = (name: string, text: string | undefined): void => {
    if (text !== undefined && text !== '') parameters.set(name, decode(text, url));
  };
  set('user', groups['user']);
  set('password', groups['password']);
  set('dbname', groups['database']);
  for (const pair of (groups['query'] ?? '').split('&')) {
    if (pair === '') continue;
    const [name, value] = splitAt(pair, '=');
    if (value === null) throw badUrl(url, `the parameter ${escapeText(name)} needs a value`);
    if (name === 'ssl' && value === 'true') set('sslmode', 'require');
    else if (PARAMETERS.has(name)) set(name, value);
    else if (!IGNORED.has(name)) throw badUrl(url, `the parameter ${escapeText(name)} is unknown`);
  }
  return { hosts: hostsOf(groups['hosts'] ?? '', parameters, url), parameters };
}

/** Returns the hosts of the URL's authority, or else of its parameters `host` and `port`. */
function hostsOf(authority: string, parameters: ReadonlyMap<string, string>, url: string): UrlHost[] {
  if (authority === '') {
    return splitHosts({ host: parameters.get('host') ?? null, port: parameters.get('port') ?? null }, url);
  }
  return authority.split(',').map((text) => {
    const groups = HOST_SHAPE.exec(text)?.groups;
    if (groups === undefined) throw badUrl(url, 'a host must be NAME:PORT or [IPv6]:PORT');
    const { v6, name = '', port = '' } = groups;
    return checked({ host: v6 ?? decode(name, url), port }, url);
  });
}

/**
 * Returns the hosts of two lists, separated by commas; one port can be that of all hosts.
 * @throws {ConfigError} `unusable_database`
 */
export function splitHosts(lists: { host: string | null; port: string | null }, url: string): UrlHost[] {
  const hosts = (lists.host ?? '').split(',');
  const ports = (lists.port ?? '').split(',');
  if (ports.length > 1 && ports.length !== hosts.length)
    throw badUrl(url, 'must have one port, or one for each host');
  return hosts.map((host, index) => checked({ host, port: ports[index] ?? ports[0] ?? '' }, url));
}

function checked(host: UrlHost, url: string): UrlHost {
  const { port } = host;
  if (port !== '' && !(/^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    throw badUrl(url, 'a port must be an integer from 1 to 65535');
  return host;
}

/** @param problem the end of the message: what is wrong, with the rule. It must hold no secret */
export function badUrl(url: string, problem: string): ConfigError {
  return new ConfigError('unusable_database', `The database ${shownUrl(url)}: ${problem}.`);
}

/** Returns a URL for messages: without its password and other secrets, and escaped. Of one that is malformed, nothing is shown. */
export function shownUrl(url: string): string {
  const groups = URL_SHAPE.exec(url)?.groups;
  if (groups === undefined) return 'postgresql://… (malformed)';
  const { user = '', hosts = '', database = '', query = '' } = groups;
  const parameters = query.split('&').filter((pair) => pair !== '' && !SECRETS.has(splitAt(pair, '=')[0]));
  return escapeText(
    [
      `postgresql://${user === '' ? '' : `${user}@`}${hosts}`,
      database === '' ? '' : `/${database}`,
      parameters.length === 0 ? '' : `?${parameters.join('&')}`,
    ].join(''),
    1000,
  );
}

function splitAt(text: string, separator: string): [string, string | null] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, null] : [text.slice(0, index), text.slice(index + 1)];
}

function decode(text: string, url: string): string {
  let decoded;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw badUrl(url, 'a % must be followed by two hexadecimal digits of UTF-8');
  }
  if (decoded.includes('\0')) throw badUrl(url, 'must not have a NUL (%00)');
  return decoded;
}
