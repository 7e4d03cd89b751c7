import { escapeText } from '../protocol/escape.js';
import type { ServerErrorEvent } from './events.js';

/** Returns the event of a session that could not begin. An exception of an embedder's function ends only its session, not the server. */
export function notBegun(error: unknown, at: number): ServerErrorEvent {
  const why = escapeText(error instanceof Error ? error.message : 'unknown reason');
  return { type: 'server_error', at, message: `Cannot start a session: ${why}.` };
}
