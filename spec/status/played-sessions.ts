import type { TlslpError } from '../../lib/protocol/errors.js';
import { outcomeOf, peerLeft, timedOut } from '../../lib/protocol/failures.js';
import type { SessionRecord } from '../../lib/records/record.js';
import type { Peer, SessionEvent } from '../../lib/session/events.js';
import { StatusModel } from '../../lib/status/status-model.js';
import { SECRETS } from '../programs/helpers/events.js';
import { NO_DURATIONS } from '../support/session.js';

export const START = Date.UTC(2026, 0, 2, 3, 4, 5);
export const REQUESTS = 2;

export function newModel(): StatusModel {
  const model = new StatusModel({ version: '1.2.3', startedAt: START });
  model.apply({
    type: 'configured',
    at: START,
    nBits: 8,
    requests: REQUESTS,
    maxSessions: 100,
    workTimeout: 1800,
  });
  return model;
}

/** A client with a certificate of this name. */
export function peerOf(name: string): Peer {
  return {
    remote: { address: '192.0.2.7', port: 4711 },
    client: {
      subject: { CN: name },
      issuer: { CN: 'CA' },
      serialNumber: `0${name}`,
      fingerprint256: `FP:${name}`,
    },
    tls: null,
  };
}

/** How far a played session comes: each is one event more. */
export const STAGES = [
  'connected',
  'hello',
  'work',
  'worked',
  'asked',
  'answered',
  'asked2',
  'answered2',
  'done?',
];

/** The events of a session up to a stage, by its number, one second each. */
export function eventsUpTo(id: string, name: string, stage: number, at = START): SessionEvent[] {
  const peer = peerOf(name);
  const { token, randomString, suffix, value, line } = SECRETS;
  const base = (n: number): Pick<SessionEvent, 'id' | 'at' | 'elapsed' | 'peer'> => ({
    id,
    at: at + n * 1000,
    elapsed: n,
    peer,
  });
  const body = (bodyName: string) => ({ kind: 'body', name: bodyName, randomString }) as const;
  const events: SessionEvent[] = [
    { type: 'connected', ...base(0) },
    { type: 'sent', ...base(1), command: { kind: 'hello' }, line: 'HELLO' },
    { type: 'sent', ...base(2), command: { kind: 'work', token, nBits: 8 }, line },
    { type: 'work_accepted', ...base(3), nBits: 8, suffix, zeroBits: 9, seconds: 1 },
    { type: 'sent', ...base(4), command: body('EMAIL1'), line },
    { type: 'answered', ...base(5), name: 'EMAIL1', value },
    { type: 'sent', ...base(6), command: body('EMAIL2'), line },
    { type: 'answered', ...base(7), name: 'EMAIL2', value },
    { type: 'sent', ...base(8), command: { kind: 'done' }, line: 'DONE' },
  ];
  return events.slice(0, stage + 1);
}

export const LAST_STAGE = STAGES.length - 1;

export type End = 'confirmed' | 'left after DONE' | 'timeout' | 'left' | 'torn down';

/** The events that end a session, at this time. */
export function endOf(id: string, name: string, step: string, end: End, at: number): SessionEvent[] {
  const base = { id, at, elapsed: 9, peer: peerOf(name) };
  const closed: SessionEvent = { type: 'closed', ...base, graceful: true };
  const failed = (error: TlslpError): SessionEvent => ({
    type: 'failed',
    ...base,
    step,
    outcome: outcomeOf(error),
    error,
    line: null,
    durations: NO_DURATIONS,
  });
  const done = { type: 'done', ...base, line: null, durations: NO_DURATIONS } as const;
  switch (end) {
    case 'confirmed':
      return [{ ...done, confirmed: true, error: null }, closed];
    case 'left after DONE':
      return [{ ...done, confirmed: false, error: peerLeft() }, closed];
    case 'timeout':
      return [failed(timedOut(step, 10)), closed];
    case 'left':
      return [failed(peerLeft()), closed];
    case 'torn down':
      return [closed];
  }
}

/** A whole session. */
export function wholeSession(id: string, name: string, end: End = 'confirmed', at = START): SessionEvent[] {
  return [...eventsUpTo(id, name, LAST_STAGE, at), ...endOf(id, name, 'DONE', end, at + 9000)];
}

/** A record of an earlier run. */
export function recordOf(id: string, name: string, ending: Partial<SessionRecord>): SessionRecord {
  const { remote, client, tls } = peerOf(name);
  return {
    id,
    startedAt: '2026-01-01T10:00:00.000Z',
    endedAt: '2026-01-01T10:00:09.000Z',
    outcome: 'done',
    confirmed: true,
    step: 'DONE',
    error: null,
    remote,
    client,
    tls,
    work: { nBits: 8, suffix: SECRETS.suffix, zeroBits: 9, seconds: 1 },
    answers: { EMAIL1: SECRETS.value },
    ...ending,
  };
}
