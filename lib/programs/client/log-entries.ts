import { inspect } from 'node:util';
import { stepOf } from '../../protocol/commands.js';
import { escapeText } from '../../protocol/escape.js';
import type { ClientRunEvent } from '../../client/events.js';
import type { LogEntry } from '../../observe/log/log-events.js';

const MAX_STACK_CHARS = 4000;

/** Returns the log entry of an event. All are at DEBUG: the other lines show what a user needs. Holds names of steps, never lines. */
export function clientLogEntry(event: ClientRunEvent): LogEntry {
  switch (event.type) {
    case 'connected': {
      const { port, protocol, cipher } = event;
      return debug('connected', { host: escapeText(event.host), port, protocol, cipher });
    }
    case 'warning':
      return debug('warning', { why: event.message });
    case 'received':
    case 'replied':
      return debug(event.type, { step: stepOf(event.command) });
    case 'solved':
      return debug('solved', { nBits: event.nBits, attempts: event.attempts, seconds: event.seconds });
    case 'done':
      return debug('done', { answers: event.answers });
    case 'failed': {
      const { step, error } = event;
      return debug('failed', { step, code: error.code, stack: escapeText(inspect(error), MAX_STACK_CHARS) });
    }
    case 'closed':
      return debug('closed', { graceful: event.graceful });
    case 'reconnecting': {
      const { attempt, seconds, error } = event;
      return debug('reconnecting', { attempt, seconds, code: error.code, why: error.message });
    }
  }
}

function debug(message: string, fields: LogEntry['fields']): LogEntry {
  return { level: 'DEBUG', fields, message };
}
