import { escapeText } from '../../protocol/escape.js';
import type { ServerEvent, StoppingEvent, StressCause } from '../../server/events.js';
import type { ClientCertificate, DoneEvent } from '../../session/events.js';
import { optionKey } from './option-key.js';
import { commonName, placeText, quoted, remoteText, secondsText, shortId } from './session-text.js';

const MAX_MESSAGE_CHARS = 1000;

/**
 * Returns the line that standard output shows for an event; null for an event that is only logged. `listening` has a line for each
 * place. The line holds no time, which the
 * log has, and no secret: no answer, no token, no suffix.
 */
export function operatorLine(event: ServerEvent): string | null {
  switch (event.type) {
    case 'listening':
      // PROTOCOL.md, section 2: scripts wait for exactly this line.
      return event.places.map((place) => `Server listening on ${placeText(place)}`).join('\n');
    case 'connected':
      return `Session ${shortId(event.id)} began: ${remoteText(event.peer.remote)}, ${clientText(event.peer.client)}`;
    case 'work_accepted':
      return `Session ${shortId(event.id)} worked: ${event.nBits} bits in ${secondsText(event.seconds)}`;
    case 'done':
      return `Session ${shortId(event.id)} done${withoutOk(event)}`;
    case 'failed':
      return `Session ${shortId(event.id)} failed at ${escapeText(event.step)}: ${escapeText(event.error.message)}`;
    case 'stopping':
      return `Server stopping, ${sessionsText(event.sessions)} under way${drainText(event)}`;
    case 'drain_timed_out':
      return `Server stopping, ${sessionsText(event.sessions)} told to end: the drain timeout has passed`;
    case 'reloaded':
      return `Server reloaded${event.changed.length === 0 ? '' : `: ${event.changed.map(optionKey).join(', ')} changed`}`;
    case 'reload_rejected':
      return `Reload rejected, nothing was changed: ${escapeText(event.message, MAX_MESSAGE_CHARS)}`;
    case 'stress_began':
      return `Server under stress: ${STRESS_CAUSES[event.cause]}, ${sessionsText(event.sessions)} under way`;
    case 'stress_ended':
      return `Server under stress no more, after ${secondsText(event.seconds)}`;
    case 'shedding':
      return `Server closed ${event.count} new ${event.count === 1 ? 'connection' : 'connections'}: ${escapeText(event.message)}`;
    case 'credentials_warning':
      return `Warning: ${escapeText(event.message, 1000)}`;
    case 'server_error':
      return `Server error: ${escapeText(event.message)}`;
    default:
      return null;
  }
}

const STRESS_CAUSES: Readonly<Record<StressCause, string>> = {
  sessions: 'most places are taken',
  lag: 'the event loop lags',
};

/** The addition to the line of a session that is done, but was not confirmed with OK. */
function withoutOk({ error }: DoneEvent): string {
  if (error === null) return '';
  const why = error.code === 'disconnected' ? 'left before OK' : `no OK: ${escapeText(error.message)}`;
  return `: answers kept; ${why}`;
}

function sessionsText(count: number): string {
  return `${count} ${count === 1 ? 'session' : 'sessions'}`;
}

function drainText({ sessions, drainTimeout }: StoppingEvent): string {
  return sessions === 0 ? '' : `: up to ${drainTimeout} s`;
}

function clientText(client: ClientCertificate | null): string {
  if (client === null) return 'no certificate';
  const name = commonName(client);
  return name === null ? 'certificate without a name' : quoted(name);
}
