import type { ClientRunEvent } from '../../client/events.js';
import { amount, duration } from '../shared/quantities.js';
import { hostPort } from '../../session/remote-text.js';

/**
 * Returns the line that is shown for an event; null for an event that is only logged. The line holds no secret: no answer, no token, no
 * suffix.
 */
export function clientLine(event: ClientRunEvent): string | null {
  switch (event.type) {
    case 'connected':
      return `Connected to tls://${hostPort(event.host, event.port)} (${event.protocol})`;
    case 'warning':
      return `Warning: ${event.message}`;
    case 'received':
      return event.command.kind === 'work' ? `Working on ${event.command.nBits} zero bits` : null;
    case 'solved':
      return event.attempts === 0
        ? 'The work is the same as before: its solution is sent again'
        : `Solved the work: ${amount(event.attempts)} attempts in ${duration(event.seconds)}`;
    case 'replied':
      return event.command.kind === 'body' ? `Answered ${event.command.name}` : null;
    case 'done':
      return `Done: the server has ${event.answers === 1 ? 'the answer' : `all ${event.answers} answers`}`;
    case 'failed':
      return `Failed at ${event.step}: ${event.error.message}`;
    case 'closed':
      return null;
    case 'reconnecting': {
      const pause = duration(event.seconds);
      // The failure of a session has a line of its own.
      return event.error.code === 'connect_failed'
        ? `${event.error.message} Again in ${pause}`
        : `Connecting again in ${pause}`;
    }
  }
}
