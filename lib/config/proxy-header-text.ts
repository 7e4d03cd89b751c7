import { ipv4Bytes, ipv6Groups } from '../protocol/ip-address.js';
import { textRule } from './rules.js';

/** A PROXY header to send, as `--proxy-header` describes it. */
export interface ProxyHeaderText {
  readonly version: 1 | 2;
  /** Whose address is in it: that of the connection itself, nobody's, or the given one; or the proxy's own connection. */
  readonly source: 'connection' | 'unknown' | 'local' | { readonly address: string; readonly port: number };
}

const MAX_PORT = 65_535;

/** Parses `v2`, `v2:local`, `v1:unknown`, `v1:192.0.2.7:4711` or `v2:[2001:db8::7]:4711`. Returns null for any other text. */
export function parseProxyHeaderText(text: string): ProxyHeaderText | null {
  const [, digit = '', rest] = /^v([12])(?::(.+))?$/.exec(text) ?? [];
  if (digit === '') return null;
  const version = digit === '1' ? 1 : 2;
  if (rest === undefined) return { version, source: 'connection' };
  if (rest === 'unknown' || (rest === 'local' && version === 2)) return { version, source: rest };
  const [, six, four = '', digits = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(0|[1-9]\d{0,4})$/.exec(rest) ?? [];
  const isAddress = six === undefined ? ipv4Bytes(four) !== null : ipv6Groups(six) !== null;
  const port = Number(digits);
  return isAddress && port <= MAX_PORT ? { version, source: { address: six ?? four, port } } : null;
}

export const proxyHeaderRule = textRule(
  'v1 or v2, alone or with :ADDRESS:PORT, :[IPV6]:PORT, :unknown or (v2) :local behind it',
  (text) => parseProxyHeaderText(text) !== null,
);
