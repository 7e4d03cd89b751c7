import { escapeText } from '../../protocol/escape.js';
import type { ClientCertificate, RemoteAddress } from '../../session/events.js';

const SHORT_ID_CHARS = 8;

/** What strangers say of themselves, made fit for a terminal and a log. */

export function shortId(id: string): string {
  return escapeText(id.slice(0, SHORT_ID_CHARS));
}

/** `127.0.0.1:1234`, `[::1]:1234`. */
export function remoteText(remote: RemoteAddress | null): string {
  return remote === null ? 'unknown' : hostPort(remote.address, remote.port);
}

export function hostPort(host: string, port: number): string {
  const escaped = escapeText(host);
  return `${escaped.includes(':') ? `[${escaped}]` : escaped}:${port}`;
}

/** The common name that a certificate is for, or null where there is none. */
export function commonName(client: ClientCertificate | null): string | null {
  const name = client?.subject['CN'];
  if (name === undefined) return null;
  return escapeText(typeof name === 'string' ? name : name.join(', '));
}

export function secondsText(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
}
