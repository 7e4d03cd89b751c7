import type { LogLevel } from '../../config/log-levels.js';
import type { TlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import type { DoneEvent, FailedEvent, Peer, StepDurations } from '../../session/events.js';
import { commonName } from '../lines/session-text.js';
import { entry, type LogEntry, type LogFields } from './entry.js';

const MAX_STACK_CHARS = 4000;

/** Returns the entry of a session that is done. */
export function doneEntry(event: DoneEvent): LogEntry {
  const { id, peer, confirmed, error, elapsed: seconds } = event;
  const unconfirmed = error === null ? {} : { code: error.code, why: escapeText(error.message) };
  return entry('INFO', 'session ended', {
    ...{ id, subject: commonName(peer.client), outcome: 'done', reason: 'done', step: 'DONE', confirmed },
    ...proxyFields(peer),
    ...{ seconds, ...durationFields(event.durations), ...unconfirmed },
  });
}

/** Returns the entry of a session that failed, and where we have to act, one at DEBUG with the stack of the cause. */
export function failedEntries(event: FailedEvent): readonly LogEntry[] {
  const { id, peer, outcome, error, elapsed: seconds } = event;
  const step = escapeText(event.step);
  const fields = {
    ...{ id, subject: commonName(peer.client), outcome, reason: error.code, step },
    ...proxyFields(peer),
    ...{ seconds, ...durationFields(event.durations), why: escapeText(error.message) },
  };
  const level = levelOf(error);
  const { cause } = error;
  if (level !== 'ERROR' || !(cause instanceof Error)) return [entry(level, 'session ended', fields)];
  const stack = escapeText(cause.stack ?? '', MAX_STACK_CHARS);
  return [
    entry(level, 'session ended', { ...fields, cause: escapeText(cause.message) }),
    entry('DEBUG', 'stack of the cause', { id, stack }),
  ];
}

/** Returns the proxy's id of the connection, if it sent one: by it the log of the proxy is found. */
export function proxyFields({ proxy }: Peer): LogFields {
  return proxy?.uniqueId === undefined ? {} : { proxyId: escapeText(proxy.uniqueId) };
}

/** The names of the fields for how long each part took, in seconds. */
export const DURATION_FIELDS = {
  hello: 'helloSeconds',
  work: 'workSeconds',
  requests: 'requestsSeconds',
  done: 'doneSeconds',
} as const satisfies Record<keyof StepDurations, string>;

function durationFields(durations: StepDurations): LogFields {
  const fields: Record<string, number> = {};
  for (const part of ['hello', 'work', 'requests', 'done'] as const) {
    const seconds = durations[part];
    if (seconds !== null) fields[DURATION_FIELDS[part]] = seconds;
  }
  return fields;
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
