import type { LogLevel } from '../../config/log-levels.js';

/** The priorities of syslog. sd-daemon(3) */
const PRIORITIES: Readonly<Record<LogLevel, number>> = {
  DEBUG: 7,
  INFO: 6,
  WARNING: 4,
  ERROR: 3,
  CRITICAL: 2,
};

/**
 * Formats a JSON line of the log for the journal, LF included: the priority, the message, and the fields as JSON. The journal has the time,
 * and keeps the priority apart: `journalctl -p warning` finds it.
 */
export function journalLine(json: string): string {
  const { level, msg, time: _, ...fields } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const priority = PRIORITIES[level as LogLevel];
  const rest = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`;
  return `<${priority}>${String(msg)}${rest}\n`;
}
