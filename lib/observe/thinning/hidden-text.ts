import type { LineStyle } from '../lines/line-style.js';
import { quotedName } from '../lines/participant-name.js';
import { commonName } from '../lines/session-text.js';
import { isShed } from '../../protocol/reasons.js';
import { escapeText } from '../../protocol/escape.js';
import type { LogEntry } from '../log/log-events.js';
import type { HiddenEvents } from './event-thinner.js';

const MIXED = 'many clients';

/** Returns the log entry for events that were hidden. */
export function hiddenEntry({ kind, isMixed, count, details }: HiddenEvents): LogEntry {
  const [busiest = '', codes = ''] = details.map((text) => escapeText(text, 1000));
  switch (kind.type) {
    case 'accepted':
      return { level: 'DEBUG', message: 'more connections accepted', fields: { count, busiest } };
    case 'would_refuse':
      return {
        level: 'INFO',
        message: 'more connections would be refused',
        fields: { reason: kind.reason, count, busiest },
      };
    case 'refused': {
      const { reason } = kind;
      // The shedding of connections has a line of its own.
      return {
        level: isShed(reason) ? 'DEBUG' : 'INFO',
        message: 'more connections refused',
        fields: { reason, count, busiest },
      };
    }
    case 'server_error':
      return {
        level: 'ERROR',
        message: 'more server errors',
        fields: { count, why: escapeText(kind.message) },
      };
    case 'failed': {
      const subject = isMixed ? MIXED : commonName(kind.peer.client);
      return {
        level: 'WARNING',
        message: 'more sessions failed',
        fields: { subject, count, codes, busiest },
      };
    }
  }
}

/**
 * Returns the line of standard output for events that were hidden; null where it shows no such events.
 * @param at the time at its beginning, in milliseconds since the epoch
 */
export function hiddenLine(hidden: HiddenEvents, at: number, style: LineStyle): string | null {
  const text = hiddenText(hidden, style);
  return text === null ? null : `${style.time(at)}${text}`;
}

function hiddenText({ kind, isMixed, count, details }: HiddenEvents, { paint }: LineStyle): string | null {
  const [busiest = '', codes = ''] = details.map((text) => escapeText(text, 1000));
  switch (kind.type) {
    case 'server_error':
      return `${paint('bad', 'Server error')}: ${escapeText(kind.message)} (${count} more within a minute)`;
    case 'refused': {
      // The shedding of connections has a line of its own.
      if (isShed(kind.reason)) return null;
      const reasons = isMixed ? 'several reasons' : kind.reason;
      return `${paint('warning', 'Refused')} ${count} more within a minute (${reasons}): ${busiest}`;
    }
    case 'failed': {
      const name = isMixed ? MIXED : (quotedName(kind.peer.client) ?? 'a client without a name');
      return `Sessions of ${name} ${paint('bad', 'failed')}, ${count} more within a minute: ${codes}`;
    }
    default:
      return null;
  }
}
