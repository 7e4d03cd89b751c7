import type { Participant, SessionEntry } from '../../../lib/status/entries.js';
import type { StatusMessage, Story } from '../../../lib/status/messages.js';
import type { RecordsStatus } from '../../../lib/status/snapshot.js';

// What a status server sends, with the types that it sends. `NOW` is its time.

export const NOW = Date.UTC(2026, 10, 29, 12, 0, 0);
const MINUTE = 60_000;

/** A participant that has never been seen to do anything but what is given. */
export function participantOf(id: string, given: Partial<Participant> = {}): Participant {
  return {
    id,
    name: id,
    serialNumber: null,
    address: null,
    state: 'working',
    step: 'WORK',
    since: NOW - MINUTE,
    answered: 0,
    requests: 20,
    open: 1,
    tries: 1,
    doneAt: null,
    confirmed: false,
    lastOutcome: null,
    lastError: null,
    firstSeen: NOW - MINUTE,
    lastSeen: NOW - MINUTE,
    ...given,
  };
}

export function recordsOf(given: Partial<RecordsStatus> = {}): RecordsStatus {
  return {
    waiting: 0,
    committed: 3,
    lost: 0,
    lastError: null,
    failing: false,
    freeBytes: 12e9,
    short: false,
    spool: null,
    ...given,
  };
}

type Given = Partial<Omit<StatusMessage, 'server' | 'counts'>> & {
  readonly server?: Partial<StatusMessage['server']>;
  readonly counts?: Partial<StatusMessage['counts']>;
};

export function statusOf({ server = {}, counts = {}, ...given }: Given = {}): StatusMessage {
  const series = { from: 0, width: MINUTE, began: [], done: [], failed: [], refused: [] };
  return {
    now: NOW,
    run: 'run',
    revision: 1,
    readers: { open: 1, dropped: 0 },
    records: null,
    history: { hour: series, run: series },
    ...given,
    server: {
      version: '1.2.3',
      startedAt: NOW - 90 * MINUTE,
      state: 'ready',
      addresses: ['tls://localhost:1234'],
      certificateEnd: NOW + (90 * 24 + 1) * 60 * MINUTE,
      stress: null,
      nBits: 28,
      nBitsRange: null,
      requests: 20,
      maxSessions: 10_000,
      workTimeout: 1800,
      ...server,
    },
    counts: {
      connections: 0,
      sessions: 0,
      open: { greeting: 0, working: 0, answering: 0, finishing: 0, closing: 0 },
      ended: { done: 0, failed: 0, timeout: 0, disconnected: 0, stopped: 0 },
      confirmed: 0,
      failures: {},
      failedSteps: {},
      refusals: {},
      work: { bounds: [], counts: [0], count: 0, sum: 0, expectedHashes: 0 },
      workSent: {},
      difficultyChanges: {
        load: { up: 0, down: 0 },
        configured: { up: 0, down: 0 },
        group: { up: 0, down: 0 },
      },
      participants: {
        known: 0,
        done: 0,
        failed: 0,
        working: 0,
        answering: 0,
        forgotten: 0,
        forgottenDone: 0,
      },
      ...counts,
    },
  };
}

export function sessionOf(given: Partial<SessionEntry> = {}): SessionEntry {
  return {
    kind: 'session',
    id: 'session',
    participant: 'a',
    name: 'a',
    remote: '127.0.0.1:5',
    startedAt: NOW - 10 * MINUTE,
    endedAt: NOW - 5 * MINUTE,
    state: 'ended',
    step: 'WORK',
    answered: 0,
    requests: 20,
    outcome: 'timeout',
    confirmed: null,
    error: { code: 'timed_out', message: 'No answer within 300 s.', advice: 'Use all threads.' },
    durations: null,
    work: null,
    ...given,
  };
}

export function storyOf(participant: Participant, given: Partial<Story> = {}): Story {
  return { participant, sessions: [], refusals: [], ...given };
}

/** One event of the stream. */
export function eventText(event: string, data: unknown, id?: string): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** The first batch of a server with these participants. */
export function firstBatch(participants: readonly Participant[], status = statusOf(), id = 'run.1'): string {
  return [
    eventText('participants', { reset: true, participants, removed: [] }),
    eventText('status', status, id),
  ].join('');
}
