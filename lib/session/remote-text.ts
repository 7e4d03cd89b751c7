import { escapeText } from '../protocol/escape.js';
import type { RemoteAddress } from './events.js';

/** Formats an address such as `127.0.0.1:1234` or `[::1]:1234`, escaped. */
export function remoteText(remote: RemoteAddress | null): string {
  return remote === null ? 'unknown' : hostPort(remote.address, remote.port);
}

export function hostPort(host: string, port: number): string {
  const escaped = escapeText(host);
  return `${escaped.includes(':') ? `[${escaped}]` : escaped}:${port}`;
}
