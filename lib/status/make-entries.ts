import type { RefusalEntry, SessionEntry, SessionFailure } from './entries.js';
import { advice } from '../protocol/advice.js';
import type { RefusedEvent } from '../server/events.js';
import { participantName } from '../session/participant-name.js';
import { failureOf, shortText } from './failure.js';
import type { RecordedInput } from './input.js';
import { remoteText } from '../session/remote-text.js';
import type { Row } from './row.js';

/** Returns the entry of a session of an earlier run. */
export function recordedEntry({ record }: RecordedInput, row: Row): SessionEntry {
  const { id, startedAt, endedAt, outcome, confirmed, step, remote, work } = record;
  return {
    kind: 'session',
    id,
    participant: row.own.id,
    name: row.own.name,
    remote: remote === null ? null : remoteText(remote),
    startedAt: Date.parse(startedAt),
    endedAt: Date.parse(endedAt),
    state: 'ended',
    step,
    answered: 0,
    requests: null,
    outcome,
    confirmed,
    error: failureOfRecord(record),
    durations: null,
    work: work === null ? null : { nBits: work.nBits, zeroBits: work.zeroBits, seconds: work.seconds },
  };
}

function failureOfRecord({ error, step, outcome }: RecordedInput['record']): SessionFailure | null {
  return error === null ? null : failureOf(error, step, outcome);
}

/** Returns the entry of a refused connection. */
export function refusalEntry({ at, remote, reason, message, certificate }: RefusedEvent): RefusalEntry {
  return {
    kind: 'refusal',
    at,
    remote: remote === null ? null : remoteText(remote),
    name: participantName(certificate),
    serialNumber: certificate?.serialNumber ?? null,
    reason,
    message: shortText(message),
    advice: advice(reason),
  };
}
