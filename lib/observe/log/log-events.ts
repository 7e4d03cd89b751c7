import { escapeText } from '../../protocol/escape.js';
import { stepOf, type WorkCommand } from '../../protocol/commands.js';
import { isShed } from '../../protocol/reasons.js';
import type { ListeningPlace } from '../../server/accept/opened.js';
import { difficultyText } from '../../server/difficulty/difficulty-text.js';
import type { RefusedCertificate, ServerEvent } from '../../server/events.js';
import type { SentEvent } from '../../session/events.js';
import { hasLine } from '../lines/operator-lines.js';
import { optionKey } from '../lines/option-key.js';
import { commonName, nameText } from '../lines/session-text.js';
import { remoteText } from '../../session/remote-text.js';
import { entry, type LogEntry, type LogFields } from './entry.js';
import { doneEntry, DURATION_FIELDS, failedEntries, proxyFields } from './session-ended.js';

export type { LogEntry, LogFields } from './entry.js';

const MAX_WHY_CHARS = 1000;
const MAX_PATH_CHARS = 4096;

export interface LogEventsOptions {
  /**
   * Standard output and the log share a terminal: log at DEBUG what standard output already shows, except errors. Default false.
   */
  readonly quietOnTerminal?: boolean;
  /** Whether to create entries at DEBUG now. Default: always. When not, the events that only DEBUG logs (two of three) cost nothing. */
  readonly debug?: () => boolean;
  /** Log at DEBUG that a session enters WORK: a person reads the log beside the output. Default false. */
  readonly workAtDebug?: boolean;
  /**
   * The log is the same on every run: no ids, addresses and durations, and of sessions only what the narration beside it does not say. For
   * the tutorial. Default false.
   */
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
  const { quietOnTerminal = false, debug = () => true, workAtDebug = false, deterministic = false } = options;
  const tellsWork = !workAtDebug && !deterministic;
  return (event) => {
    if (tellsWork && event.type === 'sent' && event.command.kind === 'work') {
      return [workEntry(event, event.command)];
    }
    if (isOnlyAtDebug(event) && !debug()) return NOTHING;
    const entries = entriesOf(event);
    const quieter = quietOnTerminal ? entries.map((entry) => quieten(entry, event)) : entries;
    return deterministic ? quieter.map((entry) => withoutChanging(entry, event)) : quieter;
  };
}

function workEntry({ id, peer, resumed }: SentEvent, { nBits }: WorkCommand): LogEntry {
  return entry('INFO', 'work sent', {
    id,
    subject: commonName(peer.client),
    nBits,
    ...resumedField(resumed),
  });
}

function entriesOf(event: ServerEvent): readonly LogEntry[] {
  switch (event.type) {
    case 'listening':
      return event.places.map(listeningEntry);
    case 'accepted':
      return [entry('DEBUG', 'connection accepted', { remote: remoteText(event.remote) })];
    case 'connected': {
      const { remote, client, tls, proxy } = event.peer;
      const from = { remote: remoteText(remote), subject: commonName(client), tls: tls?.protocol ?? null };
      const through = proxy === undefined ? {} : { proxy: remoteText(proxy.remote) };
      return [
        entry('INFO', 'session began', { id: event.id, ...from, ...through, ...proxyFields(event.peer) }),
      ];
    }
    case 'sent': {
      const step = escapeText(stepOf(event.command));
      return [entry('DEBUG', 'sent', { id: event.id, step, ...resumedField(event.resumed) })];
    }
    case 'received':
      return [entry('DEBUG', 'received', { id: event.id, step: escapeText(stepOf(event.command)) })];
    case 'work_accepted': {
      const { id, nBits, zeroBits, seconds, resumed } = event;
      return [entry('INFO', 'work accepted', { id, nBits, zeroBits, seconds, ...resumedField(resumed) })];
    }
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
    case 'difficulty_changed': {
      const { from, to, sessions, target, cause } = event;
      return [entry('INFO', difficultyText(event), { from, to, sessions, target, cause })];
    }
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
    case 'tutorial_timed_out': {
      const { session, sessions, seconds } = event;
      return [entry('ERROR', 'tutorial timed out', { session, sessions, limit: seconds })];
    }
    case 'server_error':
      return [entry('ERROR', 'server error', { why: escapeText(event.message) })];
  }
}

/** Work of an earlier connection, whose seconds do not count the time before. */
function resumedField(resumed: true | undefined): LogFields {
  return resumed === undefined ? {} : { resumed };
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

// The entry of a failed session keeps the level ERROR, because it says more than the operator's line. A server error's entry does not.
function quieten(logged: LogEntry, event: ServerEvent): LogEntry {
  const saysMore = logged.level === 'ERROR' && event.type === 'failed';
  return saysMore || !hasLine(event) ? logged : { ...logged, level: 'DEBUG' };
}

const CHANGING = new Set(['id', 'remote', 'proxy', 'proxyId', 'seconds', ...Object.values(DURATION_FIELDS)]);

function withoutChanging(logged: LogEntry, { type }: ServerEvent): LogEntry {
  const isTold = (name: string): boolean =>
    CHANGING.has(name) ||
    (name === 'subject' && (type === 'done' || type === 'failed')) ||
    (name === 'step' && type === 'done');
  const fields = Object.fromEntries(Object.entries(logged.fields).filter(([name]) => !isTold(name)));
  return { ...logged, fields };
}
