import { parseListenTarget } from './listen-targets.js';
import { textRule, type OptionRule } from './rules.js';

/** Where a server shows its status. */
export interface StatusAddress {
  /** As it was given, without a path. For messages. */
  readonly text: string;
  /** Whether a URL says so. */
  readonly tls: boolean;
  /** The host, without the brackets of an IPv6 address. `localhost` for a unix socket. */
  readonly host: string;
  /** Null for a unix socket. */
  readonly port: number | null;
  /** The path of a unix socket; null for a network. */
  readonly socketPath: string | null;
  /** Before the paths of the server, such as `/status`; mostly empty. */
  readonly basePath: string;
}

const MAX_CHARS = 2000;

/** A place where a server shows its status, as a client gives it. */
export const statusAddressRule: OptionRule<string> = textRule(
  'HOST:PORT, [IPV6]:PORT, unix:PATH, or a URL that begins with http: or https: and has neither a user nor a query',
  (text) => parseStatusAddress(text) !== undefined,
);

/** Parses a place. Returns undefined if it is none. */
export function parseStatusAddress(text: string): StatusAddress | undefined {
  if (text.length > MAX_CHARS) return undefined;
  if (/^https?:\/\//i.test(text)) return urlAddress(text);
  const target = parseListenTarget(text);
  if (target?.kind === 'unix') {
    return { text, tls: false, host: 'localhost', port: null, socketPath: target.path, basePath: '' };
  }
  // A server can listen on port 0. Nobody can connect to it.
  if (target?.kind !== 'tcp' || target.port === 0) return undefined;
  return { text, tls: false, host: target.host, port: target.port, socketPath: null, basePath: '' };
}

function urlAddress(text: string): StatusAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, search, hash, origin } = new URL(text);
  if (`${username}${password}${search}${hash}` !== '' || port === '0') return undefined;
  const tls = protocol === 'https:';
  return {
    text: origin,
    tls,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (tls ? 443 : 80) : Number(port),
    socketPath: null,
    basePath: pathname.replace(/\/+$/, ''),
  };
}
