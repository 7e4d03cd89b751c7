import type { TlslpError } from '../../../lib/protocol/errors.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import type { DoneEvent, FailedEvent, Peer } from '../../../lib/session/events.js';

/** Texts that must never be seen outside a tutorial. */
export const SECRETS = {
  token: 'SECRETTOKEN',
  randomString: 'SECRETRANDOM',
  suffix: 'SECRETSUFFIX',
  value: 'SECRETVALUE',
  line: 'SECRETLINE',
} as const;

export const ID = '0123456789abcdef';

export const PEER: Peer = {
  remote: { address: '192.0.2.7', port: 5555 },
  client: {
    subject: { CN: 'Ada\u001b[31m' },
    issuer: { CN: 'CA' },
    serialNumber: '01',
    fingerprint256: 'AA:BB',
  },
  tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
};

export const NOBODY: Peer = { remote: null, client: null, tls: null };

const { token, randomString, suffix, value, line } = SECRETS;
const body = { kind: 'body', name: 'EMAIL1', randomString } as const;

/** One of each event but `failed`, as a session and its server tell them. */
export const EVENTS = {
  listening: {
    type: 'listening',
    at: 0,
    host: 'localhost',
    port: 1234,
    addresses: ['127.0.0.1', '::1'],
    path: null,
    places: [{ host: 'localhost', port: 1234, addresses: ['127.0.0.1', '::1'], path: null }],
  },
  connected: { type: 'connected', id: ID, at: 1000, elapsed: 0, peer: PEER },
  nobody: { type: 'connected', id: ID, at: 1000, elapsed: 0, peer: NOBODY },
  sentWork: {
    type: 'sent',
    id: ID,
    at: 1000,
    elapsed: 0,
    peer: PEER,
    command: { kind: 'work', token, nBits: 8 },
    line: `WORK ${token} 8`,
  },
  received: { type: 'received', id: ID, at: 1500, elapsed: 0.5, peer: PEER, command: body, line },
  worked: {
    type: 'work_accepted',
    id: ID,
    at: 2500,
    elapsed: 1.5,
    peer: PEER,
    nBits: 8,
    suffix,
    zeroBits: 9,
    seconds: 1.5,
  },
  answered: { type: 'answered', id: ID, at: 3000, elapsed: 2, peer: PEER, name: 'EMAIL1', value },
  kept: { type: 'committed', id: ID, at: 3000, elapsed: 2, peer: PEER },
  done: {
    type: 'done',
    id: ID,
    at: 3500,
    elapsed: 2.5,
    peer: PEER,
    confirmed: true,
    error: null,
    line: null,
    durations: { hello: 0.1, work: 1.5, requests: 0.5, done: 0.4 },
  },
  closed: { type: 'closed', id: ID, at: 3600, elapsed: 2.6, peer: PEER, graceful: true },
  refused: {
    type: 'refused',
    at: 0,
    remote: { address: '::1', port: 7 },
    reason: 'plain_http',
    message: 'It spoke HTTP.\n',
    count: 3,
    certificate: null,
  },
  shed: {
    type: 'refused',
    at: 0,
    remote: { address: '192.0.2.7', port: 7 },
    reason: 'shed_lag',
    message: 'The event loop lags.',
    count: 2,
    certificate: null,
  },
  wouldRefuse: {
    type: 'would_refuse',
    at: 0,
    remote: { address: '192.0.2.7', port: 7 },
    reason: 'handshake_rate',
    message: 'This address connects too often.',
    count: 5,
  },
  shedding: {
    type: 'shedding',
    at: 0,
    reason: 'shed_memory',
    message: 'Memory runs short.',
    count: 7,
  },
  stress: { type: 'stress_began', at: 0, cause: 'sessions', sessions: 80 },
  stressOver: { type: 'stress_ended', at: 0, seconds: 61.2, sessions: 69 },
  harder: {
    type: 'difficulty_changed',
    at: 0,
    from: 26,
    to: 27,
    sessions: 84,
    target: 60,
    cause: 'load',
  },
  accepted: { type: 'accepted', at: 0, remote: { address: '::1', port: 7 } },
  changed: { type: 'credentials_changed', at: 0 },
  rejected: { type: 'credentials_rejected', at: 0, message: 'No PEM\n.' },
  stopping: { type: 'stopping', at: 0, sessions: 1, drainTimeout: 30 },
  drainTimedOut: { type: 'drain_timed_out', at: 0, sessions: 2 },
  reloaded: { type: 'reloaded', at: 0, changed: ['nBits', 'crl'] },
  reloadRejected: { type: 'reload_rejected', at: 0, message: 'No PEM\n.' },
  trouble: { type: 'server_error', at: 0, message: 'Too many open files.' },
} as const satisfies Record<string, ServerEvent>;

export function failed(error: TlslpError, outcome: FailedEvent['outcome'] = 'failed'): FailedEvent {
  return {
    type: 'failed',
    id: ID,
    at: 2000,
    elapsed: 1,
    peer: PEER,
    step: 'WORK',
    outcome,
    error,
    line: null,
    durations: { hello: 0.1, work: 0.9, requests: null, done: null },
  };
}

/** The client was sent DONE, and then this happened. */
export function unconfirmed(error: TlslpError): DoneEvent {
  return { ...EVENTS.done, confirmed: false, error };
}
