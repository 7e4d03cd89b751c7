import { isUtf8 } from 'node:buffer';
import type { ProxyHeader } from '../../proxy-protocol/index.js';
import type { ProxyDetails, RemoteAddress } from '../../session/events.js';
import { plainAddress } from './address.js';

/** The longest text of a header that is kept, in characters: a host name has at most 253. */
const MAX_TEXT_CHARS = 255;

/** Returns what is kept of a header. @param remote the address of the proxy */
export function proxyDetails(
  remote: RemoteAddress | null,
  { alpn, authority, uniqueId }: ProxyHeader,
): ProxyDetails {
  return {
    remote,
    ...(alpn === null ? {} : { alpn: textOf(alpn) }),
    ...(authority === null ? {} : { authority: authority.slice(0, MAX_TEXT_CHARS) }),
    ...(uniqueId === null ? {} : { uniqueId: textOf(uniqueId) }),
  };
}

/**
 * Returns the address of the client that a header names. Without one (`UNKNOWN`, `UNSPEC`, UDP), the connection's own holds, as the
 * specification wants it. Null for a client of a unix socket of the proxy.
 */
export function clientAddress(
  remote: RemoteAddress | null,
  { addresses }: ProxyHeader,
): RemoteAddress | null {
  if (addresses?.transport !== 'stream') return remote;
  if (addresses.family === 'unix') return null;
  const { address, port } = addresses.source;
  return { address: plainAddress(address), port };
}

/**
 * Returns whether the proxy made the connection for itself, as for a health check. Version 1 has no word for it: its proxies send the
 * addresses of the connection itself.
 */
export function isProxysOwn(remote: RemoteAddress | null, header: ProxyHeader): boolean {
  if (header.command === 'local') return true;
  if (remote === null) return false;
  const source = clientAddress(null, header);
  return source?.address === remote.address && source.port === remote.port;
}

/** Returns bytes as text where they are text without control characters, and otherwise in hex. */
function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  const shown = isUtf8(bytes) && !/\p{Cc}/u.test(text) ? text : `0x${Buffer.from(bytes).toString('hex')}`;
  return shown.length > MAX_TEXT_CHARS + 2 ? shown.slice(0, MAX_TEXT_CHARS + 2) : shown;
}
