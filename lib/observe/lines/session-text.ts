import { escapeText } from '../../protocol/escape.js';
import type { DistinguishedName } from '../../session/events.js';

const SHORT_ID_CHARS = 8;

/** Texts about a session, with everything from a stranger escaped for a terminal and a log. */

export function shortId(id: string): string {
  return escapeText(id.slice(0, SHORT_ID_CHARS));
}

/** A certificate with the names of its owner. */
export interface Named {
  readonly subject: DistinguishedName;
}

/** Returns the common name of a certificate, escaped; null when there is none. */
export function commonName(client: Named | null): string | null {
  const name = client?.subject['CN'];
  if (name === undefined) return null;
  return escapeText(typeof name === 'string' ? name : name.join(', '));
}

/** Returns all fields of a name, such as `CN=Max, OU=Class 7`, escaped and cut. */
export function nameText(name: DistinguishedName): string {
  const fields = Object.entries(name).map(([type, value]) => `${type}=${[value].flat().join('+')}`);
  return escapeText(fields.join(', '));
}

export function secondsText(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
}
