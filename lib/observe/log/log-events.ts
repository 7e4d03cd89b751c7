import type { TlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import type { LogLevel } from '../../config/log-levels.js';
import { stepOf } from '../../protocol/commands.js';
import type { ServerEvent } from '../../server/events.js';
import type { FailedEvent } from '../../session/events.js';
import { operatorLine } from '../lines/operator-lines.js';
import { commonName, remoteText } from '../lines/session-text.js';

const MAX_STACK_CHARS = 4000;

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface LogEntry {
  readonly level: LogLevel;
  readonly fields: LogFields;
  readonly message: string;
}

export interface LogEventsOptions {
  /** Standard output and the log share a terminal: what has an operator's line is logged at DEBUG, errors apart. Default false. */
  readonly quietOnTerminal?: boolean;
  /** Make entries at DEBUG, too. Default true. Without, the two in three events that only DEBUG tells of cost nothing. */
  readonly debug?: boolean;
  /** Leave out what differs from run to run: ids, addresses, durations. For the tutorial. Default false. */
  readonly deterministic?: boolean;
}

const ONLY_AT_DEBUG: ReadonlySet<ServerEvent['type']> = new Set([
  'accepted',
  'sent',
  'received',
  'answered',
  'committed',
  'closed',
]);

/**
 * What the log says of each event. Names of steps, never lines: WORK's holds the token, and a client's may hold an answer. Remembers when
 * each session began, until it ends.
 */
export function createLogEvents(options: LogEventsOptions = {}): (event: ServerEvent) => readonly LogEntry[] {
  const { quietOnTerminal = false, debug = true, deterministic = false } = options;
  const began = new Map<string, number>();

  return (event) => {
    if (!debug && ONLY_AT_DEBUG.has(event.type)) return [];
    if (event.type === 'connected') began.set(event.id, event.at);
    const entries = entriesOf(event, secondsOf(event));
    if (event.type === 'done' || event.type === 'failed') began.delete(event.id);
    const quieter = quietOnTerminal ? entries.map((entry) => quieten(entry, event)) : entries;
    return deterministic ? quieter.map(steadied) : quieter;
  };

  function secondsOf(event: ServerEvent): number | null {
    const start = 'id' in event ? began.get(event.id) : undefined;
    return start === undefined ? null : (event.at - start) / 1000;
  }
}

/** @param seconds since the session began, where the event is one of a session */
function entriesOf(event: ServerEvent, seconds: number | null): readonly LogEntry[] {
  switch (event.type) {
    case 'listening':
      return [
        entry('INFO', 'listening', {
          host: escapeText(event.host),
          port: event.port,
          addresses: event.addresses.join(' '),
        }),
      ];
    case 'accepted':
      return [entry('DEBUG', 'connection accepted', { remote: remoteText(event.remote) })];
    case 'connected': {
      const { remote, client, tls } = event.peer;
      const from = { remote: remoteText(remote), subject: commonName(client), tls: tls?.protocol ?? null };
      return [entry('INFO', 'session began', { id: event.id, ...from })];
    }
    case 'sent':
    case 'received':
      return [entry('DEBUG', event.type, { id: event.id, step: escapeText(stepOf(event.command)) })];
    case 'work_accepted':
      return [
        entry('INFO', 'work accepted', {
          id: event.id,
          nBits: event.nBits,
          zeroBits: event.zeroBits,
          seconds: event.seconds,
        }),
      ];
    case 'answered':
      return [entry('DEBUG', 'answered', { id: event.id, step: escapeText(event.name) })];
    case 'committed':
      return [entry('DEBUG', 'answers committed', { id: event.id })];
    case 'done':
      return [entry('INFO', 'session ended', { id: event.id, outcome: 'done', seconds })];
    case 'failed':
      return failedEntries(event, seconds);
    case 'closed':
      return [entry('DEBUG', 'connection closed', { id: event.id, graceful: event.graceful })];
    case 'refused': {
      const { remote, reason, count, message } = event;
      return [
        entry('INFO', 'connection refused', {
          remote: remoteText(remote),
          reason,
          count,
          why: escapeText(message),
        }),
      ];
    }
    case 'credentials_changed':
      return [entry('INFO', 'credentials changed', {})];
    case 'credentials_rejected':
      return [entry('ERROR', 'credentials rejected', { why: escapeText(event.message, 1000) })];
    case 'stopping':
      return [entry('INFO', 'stopping', { sessions: event.sessions })];
    case 'server_error':
      return [entry('ERROR', 'server_error', { why: escapeText(event.message) })];
  }
}

function failedEntries(event: FailedEvent, seconds: number | null): readonly LogEntry[] {
  const { id, outcome, error } = event;
  const step = escapeText(event.step);
  const fields = { id, outcome, code: error.code, step, seconds, why: escapeText(error.message) };
  const level = levelOf(error);
  const { cause } = error;
  if (level !== 'ERROR' || !(cause instanceof Error)) return [entry(level, 'session ended', fields)];
  const stack = escapeText(cause.stack ?? '', MAX_STACK_CHARS);
  return [
    entry(level, 'session ended', { ...fields, cause: escapeText(cause.message) }),
    entry('DEBUG', 'stack of the cause', { id, stack }),
  ];
}

/** Ours to mend: ERROR. A client that breaks the rules or is too slow: WARNING. What happens every day, and what was wanted: INFO. */
function levelOf(error: TlslpError): LogLevel {
  switch (error.code) {
    case 'not_durable':
    case 'internal_error':
      return 'ERROR';
    case 'disconnected':
    case 'not_sent':
    case 'server_stopping':
    case 'random_failure':
      return 'INFO';
    default:
      return 'WARNING';
  }
}

// An error's entry says more than the operator's line: it keeps its level, but for trouble, which has nothing to add.
function quieten(logged: LogEntry, event: ServerEvent): LogEntry {
  const saysMore = logged.level === 'ERROR' && event.type === 'failed';
  return saysMore || operatorLine(event) === null ? logged : { ...logged, level: 'DEBUG' };
}

const CHANGING = new Set(['id', 'remote', 'seconds']);

function steadied(logged: LogEntry): LogEntry {
  const fields = Object.fromEntries(Object.entries(logged.fields).filter(([name]) => !CHANGING.has(name)));
  return { ...logged, fields };
}

function entry(level: LogLevel, message: string, fields: LogFields): LogEntry {
  return { level, fields, message };
}
