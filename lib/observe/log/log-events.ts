import type { TlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import type { LogLevel } from '../../config/log-levels.js';
import { stepOf } from '../../protocol/commands.js';
import { isShed } from '../../protocol/reasons.js';
import type { ListeningPlace } from '../../server/accept/opened.js';
import type { RefusedCertificate, ServerEvent } from '../../server/events.js';
import type { DoneEvent, FailedEvent } from '../../session/events.js';
import { operatorLine } from '../lines/operator-lines.js';
import { optionKey } from '../lines/option-key.js';
import { commonName, nameText, remoteText } from '../lines/session-text.js';

const MAX_STACK_CHARS = 4000;
const MAX_WHY_CHARS = 1000;
const MAX_PATH_CHARS = 4096;

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface LogEntry {
  readonly level: LogLevel;
  readonly fields: LogFields;
  readonly message: string;
}

export interface LogEventsOptions {
  /**
   * Standard output and the log share a terminal: log at DEBUG what standard output already shows, except errors. Default false.
   */
  readonly quietOnTerminal?: boolean;
  /** Whether to create entries at DEBUG now. Default: always. When not, the events that only DEBUG logs (two of three) cost nothing. */
  readonly debug?: () => boolean;
  /** Leave out fields that differ from run to run: ids, addresses, durations. For the tutorial. Default false. */
  readonly deterministic?: boolean;
}

const NOTHING: readonly LogEntry[] = [];

const ONLY_AT_DEBUG: ReadonlySet<ServerEvent['type']> = new Set([
  'accepted',
  'sent',
  'received',
  'answered',
  'committed',
  'closed',
]);

/** One `shedding` event a minute tells of all connections that are shed. */
function isOnlyAtDebug(event: ServerEvent): boolean {
  return ONLY_AT_DEBUG.has(event.type) || (event.type === 'refused' && isShed(event.reason));
}

/**
 * Returns a function that creates the log entries of an event. They hold the names of steps, never lines: the line of WORK holds the
 * token, and a client's line may hold an answer.
 */
export function createLogEvents(options: LogEventsOptions = {}): (event: ServerEvent) => readonly LogEntry[] {
  const { quietOnTerminal = false, debug = () => true, deterministic = false } = options;
  return (event) => {
    if (isOnlyAtDebug(event) && !debug()) return NOTHING;
    const entries = entriesOf(event);
    const quieter = quietOnTerminal ? entries.map((entry) => quieten(entry, event)) : entries;
    return deterministic ? quieter.map(withoutChanging) : quieter;
  };
}

function entriesOf(event: ServerEvent): readonly LogEntry[] {
  switch (event.type) {
    case 'listening':
      return event.places.map(listeningEntry);
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
      return [doneEntry(event)];
    case 'failed':
      return failedEntries(event);
    case 'closed':
      return [entry('DEBUG', 'connection closed', { id: event.id, graceful: event.graceful })];
    case 'refused': {
      const { remote, reason, count, message, certificate } = event;
      return [
        entry(isShed(reason) ? 'DEBUG' : 'INFO', 'connection refused', {
          remote: remoteText(remote),
          reason,
          count,
          why: escapeText(message),
          ...certificateFields(certificate),
        }),
      ];
    }
    case 'would_refuse': {
      const { remote, reason, count, message } = event;
      const fields = { remote: remoteText(remote), reason, count, why: escapeText(message) };
      return [entry('INFO', 'connection would be refused', fields)];
    }
    case 'shedding': {
      const { reason, count, message } = event;
      return [entry('WARNING', 'shedding new connections', { reason, count, why: escapeText(message) })];
    }
    case 'stress_began':
      return [entry('WARNING', 'stress began', { cause: event.cause, sessions: event.sessions })];
    case 'stress_ended':
      return [entry('INFO', 'stress ended', { seconds: event.seconds, sessions: event.sessions })];
    case 'credentials_changed':
      return [entry('INFO', 'credentials changed', {})];
    case 'credentials_warning': {
      const { code, isUrgent, message } = event;
      const fields = { code, why: escapeText(message, 1000) };
      return [entry(isUrgent ? 'ERROR' : 'WARNING', 'credentials warning', fields)];
    }
    case 'credentials_rejected':
      return [entry('ERROR', 'credentials rejected', { why: escapeText(event.message, MAX_WHY_CHARS) })];
    case 'stopping':
      return [entry('INFO', 'stopping', { sessions: event.sessions, drainTimeout: event.drainTimeout })];
    case 'drain_timed_out':
      return [entry('WARNING', 'drain timed out', { sessions: event.sessions })];
    case 'reloaded':
      return [entry('INFO', 'reloaded', { changed: event.changed.map(optionKey).join(' ') })];
    case 'reload_rejected':
      return [entry('ERROR', 'reload rejected', { why: escapeText(event.message, MAX_WHY_CHARS) })];
    case 'server_error':
      return [entry('ERROR', 'server error', { why: escapeText(event.message) })];
  }
}

function listeningEntry({ host, port, addresses, path }: ListeningPlace): LogEntry {
  const where = { host: escapeText(host), port, addresses: addresses.join(' ') };
  return entry('INFO', 'listening', path === null ? where : { path: escapeText(path, MAX_PATH_CHARS) });
}

function certificateFields(certificate: RefusedCertificate | null): LogFields {
  if (certificate === null) return {};
  const { subject, serialNumber, validFrom, validTo } = certificate;
  return { subject: nameText(subject), serial: escapeText(serialNumber), validFrom, validTo };
}

function doneEntry({ id, confirmed, error, elapsed: seconds }: DoneEvent): LogEntry {
  const unconfirmed = error === null ? {} : { code: error.code, why: escapeText(error.message) };
  const fields = { id, outcome: 'done', reason: 'done', confirmed, seconds, ...unconfirmed };
  return entry('INFO', 'session ended', fields);
}

function failedEntries(event: FailedEvent): readonly LogEntry[] {
  const { id, outcome, error, elapsed: seconds } = event;
  const step = escapeText(event.step);
  const fields = { id, outcome, reason: error.code, step, seconds, why: escapeText(error.message) };
  const level = levelOf(error);
  const { cause } = error;
  if (level !== 'ERROR' || !(cause instanceof Error)) return [entry(level, 'session ended', fields)];
  const stack = escapeText(cause.stack ?? '', MAX_STACK_CHARS);
  return [
    entry(level, 'session ended', { ...fields, cause: escapeText(cause.message) }),
    entry('DEBUG', 'stack of the cause', { id, stack }),
  ];
}

/** ERROR: the operator has to act. WARNING: a client broke the protocol or was too slow. INFO: routine. */
function levelOf(error: TlslpError): LogLevel {
  switch (error.code) {
    case 'not_durable':
    case 'internal_error':
    case 'hook_timed_out':
      return 'ERROR';
    case 'disconnected':
    case 'not_sent':
    case 'server_stopping':
    case 'random_failure':
    case 'not_authorized':
    case 'certificate_revoked':
    case 'revocation_unknown':
    case 'not_open':
    case 'already_done':
    case 'answer_refused':
      return 'INFO';
    default:
      return 'WARNING';
  }
}

// The entry of a failed session keeps the level ERROR, because it says more than the operator's line. A server error's entry does not.
function quieten(logged: LogEntry, event: ServerEvent): LogEntry {
  const saysMore = logged.level === 'ERROR' && event.type === 'failed';
  return saysMore || operatorLine(event) === null ? logged : { ...logged, level: 'DEBUG' };
}

const CHANGING = new Set(['id', 'remote', 'seconds']);

function withoutChanging(logged: LogEntry): LogEntry {
  const fields = Object.fromEntries(Object.entries(logged.fields).filter(([name]) => !CHANGING.has(name)));
  return { ...logged, fields };
}

function entry(level: LogLevel, message: string, fields: LogFields): LogEntry {
  return { level, fields, message };
}
