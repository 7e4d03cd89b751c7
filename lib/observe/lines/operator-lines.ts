import { escapeText } from '../../protocol/escape.js';
import { isShed } from '../../protocol/reasons.js';
import { difficultyText } from '../../server/difficulty/difficulty-text.js';
import type { RefusedEvent, ServerEvent, StoppingEvent, StressCause } from '../../server/events.js';
import type { ConnectedEvent, DoneEvent, SessionEventBase } from '../../session/events.js';
import type { LineStyle } from './line-style.js';
import { optionKey } from './option-key.js';
import { quotedName } from './participant-name.js';
import { secondsText, shortId } from './session-text.js';
import { placeText } from '../../server/place-text.js';
import { remoteText } from '../../session/remote-text.js';

const MAX_MESSAGE_CHARS = 1000;

const SHOWN: ReadonlySet<ServerEvent['type']> = new Set([
  'listening',
  'connected',
  'work_accepted',
  'done',
  'failed',
  'refused',
  'stopping',
  'drain_timed_out',
  'reloaded',
  'reload_rejected',
  'stress_began',
  'stress_ended',
  'difficulty_changed',
  'shedding',
  'credentials_warning',
  'tutorial_timed_out',
  'server_error',
]);

/** Returns whether standard output shows an event. One `shedding` event a minute tells of all connections that are shed. */
export function hasLine(event: ServerEvent): boolean {
  return SHOWN.has(event.type) && !(event.type === 'refused' && isShed(event.reason));
}

/**
 * Returns the line that standard output shows for an event; null for an event that is only logged. It begins with the event's time, unless
 * the style has none. `listening` has a line for each place, always without a time. The line holds no secret: no answer, no token, no
 * suffix.
 */
export function operatorLine(event: ServerEvent, style: LineStyle): string | null {
  const line = hasLine(event) ? textOf(event, style) : null;
  // PROTOCOL.md, section 2: scripts wait for exactly the line of `listening`.
  return line === null || event.type === 'listening' ? line : `${style.time(event.at)}${line}`;
}

function textOf(event: ServerEvent, style: LineStyle): string | null {
  const { paint } = style;
  switch (event.type) {
    case 'listening':
      return event.places.map((place) => `Server listening on ${placeText(place)}`).join('\n');
    case 'connected':
      return `${sessionText(event, style)} began: ${remoteText(event.peer.remote)}${namelessText(event)}`;
    case 'work_accepted':
      return `${sessionText(event, style)} worked: ${event.nBits} bits in ${secondsText(event.seconds)}`;
    case 'done':
      return `${sessionText(event, style)} ${paint('good', 'done')}${doneText(event)}`;
    case 'failed': {
      const failed = paint('bad', `failed at ${escapeText(event.step)}`);
      return `${sessionText(event, style)} ${failed}: ${escapeText(event.error.message)}`;
    }
    case 'refused':
      return `${paint('warning', 'Refused')} ${refusedText(event, style)}: ${escapeText(event.message)}`;
    case 'stopping':
      return `Server stopping, ${sessionsText(event.sessions)} under way${drainText(event)}`;
    case 'drain_timed_out':
      return `Server stopping, ${sessionsText(event.sessions)} told to end: the drain timeout has passed`;
    case 'reloaded':
      return `Server reloaded${event.changed.length === 0 ? '' : `: ${event.changed.map(optionKey).join(', ')} changed`}`;
    case 'reload_rejected':
      return `${paint('bad', 'Reload rejected')}, nothing was changed: ${escapeText(event.message, MAX_MESSAGE_CHARS)}`;
    case 'stress_began':
      return `Server under stress: ${STRESS_CAUSES[event.cause]}, ${sessionsText(event.sessions)} under way`;
    case 'stress_ended':
      return `Server under stress no more, after ${secondsText(event.seconds)}`;
    case 'difficulty_changed':
      return `Server changed ${difficultyText(event)}`;
    case 'shedding':
      return `Server closed ${event.count} new ${event.count === 1 ? 'connection' : 'connections'}: ${escapeText(event.message)}`;
    case 'credentials_warning':
      return warningText(escapeText(event.message, MAX_MESSAGE_CHARS), style);
    case 'tutorial_timed_out':
      return `${paint('bad', 'Not passed')}: no client began session ${event.session} of ${event.sessions} within ${event.seconds} s`;
    case 'server_error':
      return `${paint('bad', 'Server error')}: ${escapeText(event.message)}`;
    default:
      return null;
  }
}

/** Returns a warning as standard output shows it, without the time. */
export function warningText(message: string, { paint }: LineStyle): string {
  return `${paint('warning', 'Warning')}: ${message}`;
}

const STRESS_CAUSES: Readonly<Record<StressCause, string>> = {
  sessions: 'most places are taken',
  lag: 'the event loop lags',
};

/** Returns whose line it is, such as `Session 1a2b3c4d "Max Mustermann"`. */
function sessionText({ id, peer }: SessionEventBase, { nameColumns }: LineStyle): string {
  const name = quotedName(peer.client, nameColumns());
  return `Session ${shortId(id)}${name === null ? '' : ` ${name}`}`;
}

/** The addition to the first line of a session whose lines have no name. */
function namelessText({ peer: { client } }: ConnectedEvent): string {
  if (client === null) return ', no certificate';
  return quotedName(client) === null ? ', certificate without a name' : '';
}

/** Returns how long a session took; for one that was not confirmed with OK, what came in its place. */
function doneText({ error, elapsed }: DoneEvent): string {
  if (error === null) return ` in ${secondsText(elapsed)}`;
  const why = error.code === 'disconnected' ? 'left before OK' : `no OK: ${escapeText(error.message)}`;
  return `: answers kept; ${why}`;
}

/** Returns who was refused. The name is what the certificate says, trusted or not. */
function refusedText({ remote, certificate }: RefusedEvent, { nameColumns }: LineStyle): string {
  const name = quotedName(certificate, nameColumns());
  return `${remoteText(remote)}${name === null ? '' : ` ${name}`}`;
}

function sessionsText(count: number): string {
  return `${count} ${count === 1 ? 'session' : 'sessions'}`;
}

function drainText({ sessions, drainTimeout }: StoppingEvent): string {
  return sessions === 0 ? '' : `: up to ${drainTimeout} s`;
}
